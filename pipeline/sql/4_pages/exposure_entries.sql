-- 案例在清单中的条目
-- Exposures as they stand in lists
--
-- 每起公开的案例一行：清单里显示的内容，以及它属于哪些清单。各份按页编排的清单都由此而来。
-- One row for each public exposure: what a list shows of it, and which lists it belongs to. Every paged list is made of these rows.
select
    f.exposure_id,
    f.town_code,
    f.sector_code,
    f.venue_type_code,
    strftime(f.published_on, '%Y-%m') as month,
    f.published_on as "on",
    f.updated_on,
    {
        'month': strftime(f.published_on, '%Y-%m'),
        'exposure_id': f.exposure_id,
        'unit_name': f.unit_name,
        'on': f.published_on,
        'town': {'zh': f.town_zh, 'en': f.town_en},
        'venue': {'zh': f.venue_type_zh, 'en': f.venue_type_en},
        'hazard_items': f.hazard_items,
        'major_hazard_items': f.major_hazard_items,
        'rectified_items': f.rectified_items,
        'overdue_items': f.overdue_items,
        'awaiting_recheck_items': f.awaiting_recheck_items,
        'in_rectification_items': f.in_rectification_items,
        'no_follow_up_items': f.no_follow_up_items
    } as entry
from tables.follow_up_by_exposure as f
order by f.exposure_id
