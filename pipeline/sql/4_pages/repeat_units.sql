-- 多次曝光的单位
-- Units exposed more than once
--
-- 每家单位一行，附它的每一起案例，曝光次数多的在前。
-- One row per unit with each of its exposures, the most often exposed first.
with
exposures_by_unit as (
    select
        f.uscc,
        list(
            {
                'exposure_id': f.exposure_id,
                'unit_name': f.unit_name,
                'on': f.published_on,
                'town': {'zh': t.title_zh, 'en': t.title_en},
                'venue': {'zh': v.title_zh, 'en': v.title_en},
                'hazard_items': f.hazard_items,
                'major_hazard_items': f.major_hazard_items,
                'rectified_items': f.rectified_items,
                'overdue_items': f.overdue_items,
                'awaiting_recheck_items': f.awaiting_recheck_items,
                'in_rectification_items': f.in_rectification_items,
                'no_follow_up_items': f.no_follow_up_items
            }
            order by f.published_on, f.exposure_id
        ) as cases
    from tables.follow_up_by_exposure as f
    inner join public.towns as t on f.town_code = t.town_code
    inner join public.venue_types as v on f.venue_type_code = v.venue_type_code
    where f.uscc is not null
    group by f.uscc
)

select
    u.uscc,
    u.unit_name,
    u.exposures,
    u.towns,
    u.hazard_items,
    u.overdue_items,
    u.relapsed_items,
    e.cases
from tables.repeat_units as u
inner join exposures_by_unit as e on u.uscc = e.uscc
order by u.exposures desc, u.latest_published_on desc, u.uscc
