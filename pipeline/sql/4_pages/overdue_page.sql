-- 逾期未改
-- Overdue
--
-- 逾期未改的隐患，按案例归拢，逾期最久的案例在前，每页二十五起。
-- Overdue hazards, gathered by exposure, the longest overdue first, twenty-five exposures to a page.
with
overdue_exposures as (
    select
        o.exposure_id,
        o.unit_name,
        o.town_code,
        o.venue_type_code,
        max(o.overdue_days) as overdue_days,
        count(*) as overdue_items,
        list(
            {
                'item_id': o.item_id,
                'hazard': {'zh': h.short_zh, 'en': h.short_en},
                'level': {'zh': l.title_zh, 'en': l.title_en},
                'is_major': l.is_major,
                'effective_due_on': o.effective_due_on,
                'overdue_days': o.overdue_days
            }
            order by o.overdue_days desc, o.item_id
        ) as items
    from tables.overdue_now as o
    inner join public.hazard_types as h on o.hazard_type_code = h.hazard_type_code
    inner join public.hazard_levels as l on o.hazard_level_code = l.hazard_level_code
    group by o.exposure_id, o.unit_name, o.town_code, o.venue_type_code
),

exposures_in_order as (
    select
        e.exposure_id,
        e.unit_name,
        e.overdue_days,
        e.overdue_items,
        e.items,
        {'zh': t.title_zh, 'en': t.title_en} as town,
        {'zh': v.title_zh, 'en': v.title_en} as venue,
        (row_number() over (order by e.overdue_days desc, e.exposure_id) - 1) // 25 + 1 as page_no
    from overdue_exposures as e
    inner join public.towns as t on e.town_code = t.town_code
    inner join public.venue_types as v on e.venue_type_code = v.venue_type_code
)

select
    e.page_no,
    max(e.page_no) over () as page_count,
    case when e.page_no > 1 then e.page_no - 1 end as previous_page_no,
    lead(e.page_no) over (order by e.page_no) as next_page_no,
    list(
        {
            'exposure_id': e.exposure_id,
            'unit_name': e.unit_name,
            'town': e.town,
            'venue': e.venue,
            'overdue_days': e.overdue_days,
            'overdue_items': e.overdue_items,
            'items': e.items
        }
        order by e.overdue_days desc, e.exposure_id
    ) as exposures
from exposures_in_order as e
group by e.page_no
order by e.page_no
