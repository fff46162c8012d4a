-- 曝光所依据的检查多于当月填报的检查数
-- More inspections led to exposures in a month than its return says were made
--
-- 同一单位同一天的检查只计一次，已撤回的不计。核对该街镇该月的检查数，或者曝光案例的检查日期、街镇。
-- A unit inspected on one day counts once, and withdrawn exposures do not count. Check the return of the town and month, or the dates and towns of the exposures.
with
visits as (
    select distinct
        e.town_code,
        strftime(e.inspected_on, '%Y-%m') as month,
        e.inspected_on,
        coalesce(e.uscc, e.exposure_id) as unit
    from raw.exposures as e
    inner join raw.notices as n on e.notice_id = n.notice_id
    where
        e.withdrawn_on is null
        and n.withdrawn_on is null
),

months_with_visits as (
    select
        v.town_code,
        v.month,
        count(*) as visits
    from visits as v
    group by v.town_code, v.month
),

-- Several publishers may each have returned inspections of their own.
months_with_inspections as (
    select
        i.town_code,
        i.month,
        sum(i.inspections)::bigint as inspections,
        min(i._line) as line
    from raw.inspections as i
    group by i.town_code, i.month
)

select
    'inspections' as dataset,
    i.line,
    'inspections' as field,
    i.town_code || ' ' || i.month || ': ' || v.visits || ' > ' || i.inspections as found
from months_with_inspections as i
inner join months_with_visits as v on i.town_code = v.town_code and i.month = v.month
where v.visits > i.inspections
order by i.line
