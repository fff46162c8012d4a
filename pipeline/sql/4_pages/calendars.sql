-- 整改期限日历
-- Calendars of deadlines
--
-- 全区一个日历，每个街镇一个：尚未办结的隐患的现行期限，每项一条。
-- One calendar for the district and one per town: the effective deadlines of the hazards still open, one entry each.
with
all_calendars as (
    select
        'deadlines' as calendar,
        null as town_code,
        null as title_zh,
        null as title_en
    union all
    select
        'town-' || t.town_code as calendar,
        t.town_code,
        t.title_zh,
        t.title_en
    from public.towns as t
),

open_items as (
    select
        unnest(['deadlines', 'town-' || e.town_code]) as calendar,
        r.item_id,
        e.exposure_id,
        e.unit_name,
        {'zh': t.title_zh, 'en': t.title_en} as town,
        {'zh': h.short_zh, 'en': h.short_en} as hazard,
        {'zh': l.title_zh, 'en': l.title_en} as level,
        {'zh': o.title_zh, 'en': o.title_en} as outcome,
        r.outcome_code,
        r.effective_due_on,
        r.due_on != r.effective_due_on as is_extended,
        greatest(
            e.first_published_on,
            r.ordered_on,
            r.claimed_on,
            r.rechecked_on,
            case when r.is_overdue then r.effective_due_on + 1 end
        ) as updated_on
    from public.rectifications as r
    inner join public.exposures as e on r.exposure_id = e.exposure_id
    inner join public.towns as t on e.town_code = t.town_code
    inner join public.hazard_types as h on r.hazard_type_code = h.hazard_type_code
    inner join public.hazard_levels as l on r.hazard_level_code = l.hazard_level_code
    inner join public.outcomes as o on r.outcome_code = o.outcome_code
    where
        not r.is_closed
        and r.effective_due_on is not null
),

entries_by_calendar as (
    select
        i.calendar,
        list(
            {
                'item_id': i.item_id,
                'exposure_id': i.exposure_id,
                'unit_name': i.unit_name,
                'town': i.town,
                'hazard': i.hazard,
                'level': i.level,
                'outcome': i.outcome,
                'outcome_code': i.outcome_code,
                'due_on': i.effective_due_on,
                'day_after_on': i.effective_due_on + 1,
                'is_extended': i.is_extended,
                'updated_on': i.updated_on
            }
            order by i.effective_due_on, i.item_id
        ) as entries
    from open_items as i
    group by i.calendar
)

select
    a.calendar,
    a.town_code,
    {'zh': a.title_zh, 'en': a.title_en} as town,
    coalesce(e.entries, []) as entries
from all_calendars as a
left join entries_by_calendar as e on a.calendar = e.calendar
order by a.town_code nulls first
