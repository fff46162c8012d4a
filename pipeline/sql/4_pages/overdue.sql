-- 逾期未改
-- Overdue
--
-- 逾期未改的隐患，按案例归拢，逾期最久的案例在前。
-- Overdue hazards, gathered by exposure, the longest overdue first.
select
    o.exposure_id,
    o.unit_name,
    {'zh': t.title_zh, 'en': t.title_en} as town,
    o.town_code,
    {'zh': v.title_zh, 'en': v.title_en} as venue,
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
inner join public.towns as t on o.town_code = t.town_code
inner join public.venue_types as v on o.venue_type_code = v.venue_type_code
inner join public.hazard_types as h on o.hazard_type_code = h.hazard_type_code
inner join public.hazard_levels as l on o.hazard_level_code = l.hazard_level_code
group by o.exposure_id, o.unit_name, t.title_zh, t.title_en, o.town_code, v.title_zh, v.title_en
order by max(o.overdue_days) desc, o.exposure_id
