-- 发布单位当月没有发布通报，也没有作出零报告
-- A publisher has neither a notice nor a nil return for a month
--
-- 没有发布通报的，补一条零报告。
-- If nothing was published, add a nil return.
--
-- severity: warning
with
publishers as (
    select
        n.publisher,
        min(n.published_on) as first_published_on
    from public.notices as n
    group by n.publisher
),

-- From the month of the first notice to the last month that was over on the date of the data.
months_of_publishers as (
    select
        p.publisher,
        strftime(
            unnest(generate_series(
                date_trunc('month', p.first_published_on),
                date_trunc('month', b.as_of) - interval 1 month,
                interval 1 month
            )),
            '%Y-%m'
        ) as month
    from publishers as p
    cross join catalog.build as b
),

months_accounted_for as (
    select
        n.publisher,
        strftime(n.published_on, '%Y-%m') as month
    from public.notices as n
    union
    select
        z.publisher,
        z.month
    from public.nil_returns as z
    union
    -- What is left of a withdrawn notice no longer tells its publisher, so it may be any of them.
    select
        p.publisher,
        strftime(w.first_published_on, '%Y-%m') as month
    from public.withdrawals as w
    cross join publishers as p
    where w.dataset = 'notices'
)

select
    'nil_returns' as dataset,
    m.publisher || ' ' || m.month as key,
    'month' as field,
    m.publisher || ' ' || m.month as found
from months_of_publishers as m
anti join months_accounted_for as a on m.publisher = a.publisher and m.month = a.month
order by m.month, m.publisher
