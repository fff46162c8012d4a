-- 各时段比率
-- Rates by period
--
-- 每个冬春年度和每个月的各项比率，连同分子和分母。案例按通报公布的月份归类，检查数和由它得出的比率按检查的月份归类。
-- The rates of each winter season and each month with their numerators and denominators. Exposures are put in the month their notice was published; inspections, and the rates made with them, in the month of the inspection.
--
-- key: period
-- made of: inspections where month between strftime($begins_on::date, '%Y-%m') and strftime($ends_on::date, '%Y-%m')
-- made of: exposures where published_on between $begins_on and $ends_on or inspected_on between $begins_on and $ends_on
-- made of: rectifications where exposure_id in (select exposure_id from public.exposures where published_on between $begins_on and $ends_on or inspected_on between $begins_on and $ends_on)
-- period: 时段 — 冬春年度用首尾两个年份表示（2025–26是从2025年11月到2026年10月），月份如2026-10 | Period — a winter season by its two calendar years (2025–26 runs from November 2025 to October 2026), a month as in 2026-10
-- period_kind: 时段种类 — winter：冬春年度；month：月份 | Kind of period — winter: a winter season; month: a month
-- begins_on: 首日 — 时段的第一天 | First day — the first day of the period
-- ends_on: 末日 — 时段的最后一天 | Last day — the last day of the period
-- is_over: 是否结束 — 末日不晚于数据截止日；没有结束的时段不能与完整的时段相比 | Over — the last day is no later than the date of the data; a period that is not over cannot be compared with a whole one
-- small_base (起 cases): 小数目界限 — 本站假定：占比的分母、每百次检查的分子不足这个数的，比率不稳，页面上以灰色显示 | Small-number limit — our assumption: a share whose denominator, or a rate per 100 inspections whose numerator, is below this number is unstable and shown in grey
-- exposures (起 cases): 曝光案例 — 目前公开的案例；已撤回和公布期满的不计 | Exposures — exposures published at present; withdrawn and expired ones are not counted
-- hazard_items (项 items): 隐患 — 公开案例中逐项列出的隐患，是各项占比的分母；已撤回的项不计 | Hazard items — hazards listed one by one in the published exposures, the denominator of the shares; withdrawn items are not counted
-- major_hazard_items (项 items): 重大隐患 — 级别为重大事故隐患或者重大火灾隐患的项 | Major hazards — items graded as major accident hazards or major fire hazards
-- major_rate_percent (% %): 重大隐患占比 — 重大隐患 ÷ 隐患，即每百项隐患中的重大隐患；没有隐患时为空 | Share of major hazards — major hazards ÷ hazard items, or major hazards per 100 items; empty where there are none
-- rectified_items (项 items): 已整改 — 按期整改与逾期后整改之和 | Rectified — rectified on time plus rectified late
-- rectified_rate_percent (% %): 整改率 — 已整改 ÷ 隐患；没有隐患时为空 | Rectification rate — rectified ÷ hazard items; empty where there are none
-- on_time_items (项 items): 按期整改 — 复查合格或者已销案，整改完成日不晚于现行期限 | Rectified on time — recheck passed or case closed, completed by the effective deadline
-- due_items_decided (项 items): 期限已有结论 — 按期整改、逾期后整改与逾期未改之和，即按期率的分母 | Deadline decided — on time plus late plus overdue, the denominator of the on-time rate
-- on_time_rate_percent (% %): 按期率 — 按期整改 ÷ 期限已有结论；分母为零时为空 | On-time rate — rectified on time ÷ deadline decided; empty where the denominator is zero
-- overdue_items (项 items): 逾期未改 — 现行期限已过，仍未公布整改完毕；待复查和未公布后续的不计 | Overdue — the effective deadline has passed and no completed rectification is published; items awaiting recheck or without follow-up are not counted
-- overdue_rate_percent (% %): 逾期未改占比 — 逾期未改 ÷ 隐患；没有隐患时为空 | Share overdue — overdue ÷ hazard items; empty where there are none
-- no_follow_up_items (项 items): 未公布后续 — 曝光以后没有公布任何整改情况；不等于没有整改 | No follow-up — nothing published about the item since it was exposed; this does not mean nothing was done
-- no_follow_up_rate_percent (% %): 未公布后续占比 — 未公布后续 ÷ 隐患；没有隐患时为空 | Share without follow-up — no follow-up ÷ hazard items; empty where there are none
-- inspections (次 inspections): 检查数 — 发布单位填报的检查次数，不论是否发现隐患；没有填报时为空 | Inspections — inspections as returned by the publisher, whether or not they found a hazard; empty where nothing was returned
-- inspected_exposures (起 cases): 检查所曝光案例 — 检查日期在已填报检查数的月份、地点在已填报街镇的案例，与检查数一一对应 | Exposures from those inspections — exposures whose inspection falls in a month and town with a return, so that they match the inspections
-- exposures_per_100_inspections (起 cases): 每百次检查曝光案例 — 检查所曝光案例 × 100 ÷ 检查数；检查数为空或者零时为空 | Exposures per 100 inspections — exposures from those inspections × 100 ÷ inspections; empty where inspections are unknown or nought
-- inspected_items (项 items): 检查所曝光隐患 — 上述案例中逐项列出的隐患 | Hazard items from those inspections — the hazards listed in those exposures
-- items_per_100_inspections (项 items): 每百次检查曝光隐患 — 检查所曝光隐患 × 100 ÷ 检查数；检查数为空或者零时为空 | Hazard items per 100 inspections — hazard items from those inspections × 100 ÷ inspections; empty where inspections are unknown or nought
with
first_months as (
    select date_trunc('month', min(n.published_on)) as first_on
    from public.notices as n
),

months as (
    select
        m.month_on,
        strftime(m.month_on, '%Y-%m') as month,
        -- Ten months back, a season begins in January and ends in December.
        year(m.month_on - interval 10 months)::bigint as winter_began_in
    from (
        select s.moment::date as month_on
        from first_months as f
        cross join catalog.build as b
        cross join unnest(generate_series(f.first_on, date_trunc('month', b.as_of), interval 1 month)) as s (moment)
    ) as m
),

months_of_periods as (
    select
        m.month as period,
        'month' as period_kind,
        m.month_on as begins_on,
        last_day(m.month_on) as ends_on,
        m.month
    from months as m
    union all
    select
        m.winter_began_in || '–' || right((m.winter_began_in + 1)::varchar, 2) as period,
        'winter' as period_kind,
        make_date(m.winter_began_in, 11, 1) as begins_on,
        make_date(m.winter_began_in + 1, 10, 31) as ends_on,
        m.month
    from months as m
),

exposures_with_counts as (
    select
        e.exposure_id,
        e.town_code,
        e.month,
        strftime(e.inspected_on, '%Y-%m') as inspected_in,
        count(r.item_id) as hazard_items,
        count(r.item_id) filter (where l.is_major) as major_hazard_items,
        count(*) filter (where r.outcome_code in ('on_time', 'late')) as rectified_items,
        count(*) filter (where r.outcome_code = 'on_time') as on_time_items,
        count(*) filter (where r.outcome_code in ('on_time', 'late', 'overdue')) as due_items_decided,
        count(*) filter (where r.outcome_code = 'overdue') as overdue_items,
        count(*) filter (where r.outcome_code = 'no_follow_up') as no_follow_up_items
    from public.exposures as e
    left join public.rectifications as r on e.exposure_id = r.exposure_id
    left join public.hazard_levels as l on r.hazard_level_code = l.hazard_level_code
    group by e.exposure_id, e.town_code, e.month, e.inspected_on
),

returns as (
    select
        i.town_code,
        i.month,
        sum(i.inspections)::bigint as inspections
    from public.inspections as i
    group by i.town_code, i.month
),

-- What came of the inspections of one return, by the month of the inspection.
returns_with_exposures as (
    select
        i.town_code,
        i.month,
        i.inspections,
        count(e.exposure_id) as inspected_exposures,
        coalesce(sum(e.hazard_items), 0)::bigint as inspected_items
    from returns as i
    left join exposures_with_counts as e on i.town_code = e.town_code and i.month = e.inspected_in
    group by i.town_code, i.month, i.inspections
),

periods_with_counts as (
    select
        p.period,
        p.period_kind,
        p.begins_on,
        p.ends_on,
        count(e.exposure_id) as exposures,
        coalesce(sum(e.hazard_items), 0)::bigint as hazard_items,
        coalesce(sum(e.major_hazard_items), 0)::bigint as major_hazard_items,
        coalesce(sum(e.rectified_items), 0)::bigint as rectified_items,
        coalesce(sum(e.on_time_items), 0)::bigint as on_time_items,
        coalesce(sum(e.due_items_decided), 0)::bigint as due_items_decided,
        coalesce(sum(e.overdue_items), 0)::bigint as overdue_items,
        coalesce(sum(e.no_follow_up_items), 0)::bigint as no_follow_up_items
    from months_of_periods as p
    left join exposures_with_counts as e on p.month = e.month
    group by p.period, p.period_kind, p.begins_on, p.ends_on
),

periods_with_inspections as (
    select
        p.period,
        sum(i.inspections)::bigint as inspections,
        sum(i.inspected_exposures)::bigint as inspected_exposures,
        sum(i.inspected_items)::bigint as inspected_items
    from months_of_periods as p
    inner join returns_with_exposures as i on p.month = i.month
    group by p.period
)

select
    c.period,
    c.period_kind,
    c.begins_on,
    c.ends_on,
    c.ends_on <= b.as_of as is_over,
    20::bigint as small_base,
    c.exposures,
    c.hazard_items,
    c.major_hazard_items,
    (100.0 * c.major_hazard_items / nullif(c.hazard_items, 0))::decimal(5, 1) as major_rate_percent,
    c.rectified_items,
    (100.0 * c.rectified_items / nullif(c.hazard_items, 0))::decimal(5, 1) as rectified_rate_percent,
    c.on_time_items,
    c.due_items_decided,
    (100.0 * c.on_time_items / nullif(c.due_items_decided, 0))::decimal(5, 1) as on_time_rate_percent,
    c.overdue_items,
    (100.0 * c.overdue_items / nullif(c.hazard_items, 0))::decimal(5, 1) as overdue_rate_percent,
    c.no_follow_up_items,
    (100.0 * c.no_follow_up_items / nullif(c.hazard_items, 0))::decimal(5, 1) as no_follow_up_rate_percent,
    i.inspections,
    i.inspected_exposures,
    (100.0 * i.inspected_exposures / nullif(i.inspections, 0))::decimal(6, 1) as exposures_per_100_inspections,
    i.inspected_items,
    (100.0 * i.inspected_items / nullif(i.inspections, 0))::decimal(6, 1) as items_per_100_inspections
from periods_with_counts as c
cross join catalog.build as b
left join periods_with_inspections as i on c.period = i.period
order by c.period_kind desc, c.period
