-- 各街镇每月的数字
-- Month by month in each town
--
-- 每个月各街镇公布了什么，改好了多少，又有多少逾期？口径与“每周和每月的数字”相同，新的月份在前。
-- What was published in each town in each month, how much was put right, and how much fell overdue? Counted as in “Week by week and month by month”, newest month first.
--
-- key: bulletin_id, town_code
-- made of: exposures where town_code = $town_code and strftime(first_published_on, '%Y-%m') = $bulletin_id
-- made of: rectifications where exposure_id in (select exposure_id from public.exposures where town_code = $town_code) and (exposure_id in (select exposure_id from public.exposures where strftime(first_published_on, '%Y-%m') = $bulletin_id) or outcome_code in ('on_time', 'late') and strftime(coalesce(rechecked_on, rectified_on), '%Y-%m') = $bulletin_id or outcome_code in ('late', 'overdue') and strftime(effective_due_on + 1, '%Y-%m') = $bulletin_id)
-- bulletin_id: 期号 — 年和月（2026-10），与简报的编号相同 | Number — year and month (2026-10), the same as of the bulletin
-- exposures (起 cases): 曝光案例 — 本月首次公布、目前公开的案例 | Exposures — first published in the month and still published
-- hazard_items (项 items): 隐患 — 这些案例列出的隐患；已撤回的项不计 | Hazard items — listed in those exposures; withdrawn items are not counted
-- major_hazard_items (项 items): 重大隐患 — 其中级别为重大事故隐患或者重大火灾隐患的项 | Major hazards — those graded as major accident hazards or major fire hazards
-- fixed_items (项 items): 改好 — 本月复查合格的隐患，不论何时公布 | Put right — hazards that passed their recheck in the month, whenever they were published
-- fell_overdue_items (项 items): 新逾期 — 现行期限的次日在本月、当时尚未整改完成的项；后来改好的也计 | Fell overdue — items whose first day past the effective deadline lies in the month and that were not put right by then; those put right since are counted
with
-- Records that have ended keep the first period: an address once published stays.
first_publications as (
    select e.first_published_on
    from public.exposures as e
    union all
    select w.first_published_on
    from public.withdrawals as w
    where w.dataset = 'exposures'
),

first_months as (
    select date_trunc('month', min(p.first_published_on)) as first_month
    from first_publications as p
),

months as (
    select strftime(s.moment, '%Y-%m') as month
    from first_months as f
    cross join catalog.build as b
    cross join unnest(generate_series(f.first_month, date_trunc('month', b.as_of), interval 1 month)) as s (moment)
),

items as (
    select
        e.town_code,
        l.is_major,
        strftime(e.first_published_on, '%Y-%m') as published_month,
        case
            when r.outcome_code in ('on_time', 'late')
                then strftime(coalesce(r.rechecked_on, r.rectified_on), '%Y-%m')
        end as fixed_month,
        case
            when r.outcome_code in ('late', 'overdue') then strftime(r.effective_due_on + 1, '%Y-%m')
        end as fallen_month
    from public.rectifications as r
    inner join public.exposures as e on r.exposure_id = e.exposure_id
    inner join public.hazard_levels as l on r.hazard_level_code = l.hazard_level_code
),

exposure_counts as (
    select
        strftime(e.first_published_on, '%Y-%m') as published_month,
        e.town_code,
        count(*) as exposures
    from public.exposures as e
    group by published_month, e.town_code
),

item_counts as (
    select
        m.month,
        t.town_code,
        count(*) filter (where i.published_month = m.month) as hazard_items,
        count(*) filter (where i.published_month = m.month and i.is_major) as major_hazard_items,
        count(*) filter (where i.fixed_month = m.month) as fixed_items,
        count(*) filter (where i.fallen_month = m.month) as fell_overdue_items
    from months as m
    cross join public.towns as t
    left join items as i on t.town_code = i.town_code
    group by m.month, t.town_code
)

select
    c.month as bulletin_id,
    c.town_code,
    coalesce(e.exposures, 0) as exposures,
    c.hazard_items,
    c.major_hazard_items,
    c.fixed_items,
    c.fell_overdue_items
from item_counts as c
left join exposure_counts as e on c.month = e.published_month and c.town_code = e.town_code
order by c.month desc, c.town_code
