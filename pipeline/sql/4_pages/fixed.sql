-- 本周整改
-- Fixed this week
--
-- 本周和上周复查合格的隐患，按案例归拢；没有的一周也列出。
-- The hazards that passed their recheck this week or last, gathered by exposure; a week without any is listed too.
with
weeks as (
    select
        c.bulletin_id,
        c.from_on,
        c.to_on,
        c.is_complete,
        c.fixed_items,
        c.fixed_late_items
    from tables.bulletins as c
    where c.period = 'week'
    order by c.to_on desc
    limit 2
),

units as (
    select
        f.bulletin_id,
        f.exposure_id,
        f.unit_name,
        {'zh': t.title_zh, 'en': t.title_en} as town,
        {'zh': v.title_zh, 'en': v.title_en} as venue,
        max(f.fixed_on) as fixed_on,
        list(
            {
                'item_id': f.item_id,
                'hazard': {'zh': h.short_zh, 'en': h.short_en},
                'level': {'zh': l.title_zh, 'en': l.title_en},
                'is_major': l.is_major,
                'fixed_on': f.fixed_on,
                'rectify_days': f.rectify_days,
                'days_late': f.days_late
            }
            order by f.fixed_on desc, f.item_id
        ) as items
    from tables.fixed_lately as f
    inner join public.towns as t on f.town_code = t.town_code
    inner join public.venue_types as v on f.venue_type_code = v.venue_type_code
    inner join public.hazard_types as h on f.hazard_type_code = h.hazard_type_code
    inner join public.hazard_levels as l on f.hazard_level_code = l.hazard_level_code
    group by
        f.bulletin_id, f.exposure_id, f.unit_name, t.title_zh, t.title_en, v.title_zh, v.title_en
),

units_by_week as (
    select
        u.bulletin_id,
        list(
            {
                'exposure_id': u.exposure_id,
                'unit_name': u.unit_name,
                'town': u.town,
                'venue': u.venue,
                'items': u.items
            }
            order by u.fixed_on desc, u.exposure_id
        ) as units
    from units as u
    group by u.bulletin_id
)

select
    w.bulletin_id,
    w.from_on,
    w.to_on,
    w.is_complete,
    w.fixed_items,
    w.fixed_late_items,
    coalesce(u.units, []) as units
from weeks as w
left join units_by_week as u on w.bulletin_id = u.bulletin_id
order by w.to_on desc
