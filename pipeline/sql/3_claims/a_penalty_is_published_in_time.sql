-- 处罚决定作出以后，没有在规定的工作日内公布（《安全生产法》第七十八条第二款）
-- A penalty was published later than the working days allowed after the decision (Work Safety Law, article 78, paragraph 2)
--
-- 核对两个日期；确实迟延的，照实保留。
-- Check the two dates; where publication was late, leave them.
--
-- severity: warning
with
years_known as (
    select
        min(year(h.day_on)) as first_year,
        max(year(h.day_on)) as last_year
    from public.holidays as h
),

days as (
    select
        unnest(generate_series(
            make_date(y.first_year, 1, 1),
            make_date(y.last_year, 12, 31),
            interval 1 day
        ))::date as day_on
    from years_known as y
),

working_days_up_to as (
    select
        d.day_on,
        count(*) filter (where coalesce(h.is_working_day, isodow(d.day_on) <= 5)) over (order by d.day_on) as days
    from days as d
    left join public.holidays as h on d.day_on = h.day_on
),

penalties_with_delay as (
    select
        p.penalty_id,
        p.decided_on,
        p.published_on,
        published.days - decided.days as delay,
        l.working_days as longest_delay
    from public.penalties as p
    inner join working_days_up_to as decided on p.decided_on = decided.day_on
    inner join working_days_up_to as published on p.published_on = published.day_on
    inner join public.deadlines as l
        on l.deadline_code = 'PENALTY-PUBLICATION'
        and (l.valid_from_on is null or l.valid_from_on <= p.decided_on)
        and (l.valid_to_on is null or l.valid_to_on >= p.decided_on)
)

select
    'penalties' as dataset,
    p.penalty_id as key,
    'published_on' as field,
    p.decided_on || ' → ' || p.published_on || ': ' || p.delay || ' > ' || p.longest_delay as found
from penalties_with_delay as p
where p.delay > p.longest_delay
order by p.penalty_id
