-- 各月曝光隐患的整改情况
-- Rectification by month of publication
--
-- 每个月公布的隐患到现在整改得怎样？按通报公布的月份归类；没有公布案例的月份也列出。
-- How have the hazards published in each month turned out by now? Items are put in the month their notice was published; months without publications are listed too.
--
-- key: month
-- made of: exposures where month = $month
-- made of: rectifications where exposure_id in (select exposure_id from public.exposures where month = $month)
-- month: 公布月份 — 从最早公布的月份连续列到数据截止日所在月份 | Month of publication — every month from the first publication to the date of the data
-- exposures (起 cases): 曝光案例 — 目前公开的案例；已撤回和公布期满的不计 | Exposures — exposures published at present; withdrawn and expired ones are not counted
-- exposed_units (家 units): 曝光单位 — 按统一社会信用代码去重；没有代码的（隐名单位、自然人）每起案例计一家；同一单位可计入多行，各行之和会大于总数 | Units exposed — each credit code counts once; where there is none (masked units, natural persons) each exposure counts as one; a unit may count in several rows, so the rows add up to more than the total
-- hazard_items (项 items): 隐患 — 公开案例中逐项列出的隐患；已撤回的项不计 | Hazard items — hazards listed one by one in the published exposures; withdrawn items are not counted
-- major_hazard_items (项 items): 重大隐患 — 级别为重大事故隐患或者重大火灾隐患的项；区域性火灾隐患和未判定的不计 | Major hazards — items graded as major accident hazards or major fire hazards; area-wide fire hazards and ungraded items are not counted
-- rectified_items (项 items): 已整改 — 按期整改与逾期后整改之和；待复查的和因停业、搬迁或拆除而结束的不计 | Rectified — rectified on time plus rectified late; items awaiting recheck and items that ceased, moved or were demolished are not counted
-- rectified_rate_percent (% %): 整改率 — 已整改 ÷ 隐患，保留一位小数；待复查的和停业、搬迁、拆除的不算已整改；没有隐患时为空 | Rectification rate — rectified ÷ hazard items, to one decimal place; items awaiting recheck, ceased, moved or demolished do not count as rectified; empty where there are no items
-- on_time_items (项 items): 按期整改 — 复查合格或者已销案，整改完成日不晚于现行期限 | Rectified on time — recheck passed or case closed, completed by the effective deadline
-- late_items (项 items): 逾期后整改 — 复查合格或者已销案，整改完成日晚于现行期限 | Rectified late — recheck passed or case closed, completed after the effective deadline
-- ceased_items (项 items): 停业搬迁拆除 — 因停业、搬迁或者拆除而结束；不算已整改 | Ceased or moved — ended because the unit closed or moved away or the structure was demolished; not counted as rectified
-- awaiting_recheck_items (项 items): 待复查 — 单位报告已经整改，尚未公布复查结果；期限已过的也计在这里，不算逾期未改 | Awaiting recheck — reported as put right with no recheck result published; counted here and not as overdue even past the deadline
-- in_rectification_items (项 items): 整改中 — 尚未整改完毕，现行期限未到或者没有公布期限 | In rectification — not yet put right, and the effective deadline has not passed or none is published
-- overdue_items (项 items): 逾期未改 — 现行期限已过，仍未公布整改完毕；待复查和未公布后续的不计 | Overdue — the effective deadline has passed and no completed rectification is published; items awaiting recheck or without follow-up are not counted
-- no_follow_up_items (项 items): 未公布后续 — 曝光以后没有公布任何整改情况；不等于没有整改，也不算逾期未改 | No follow-up — nothing published about the item since it was exposed; this does not mean nothing was done, and it is not counted as overdue
-- due_items_decided (项 items): 期限已有结论 — 按期整改、逾期后整改与逾期未改之和，即按期率的分母；期限未到、待复查和未公布后续的不计 | Deadline decided — on time plus late plus overdue, the denominator of the on-time rate; items not yet due, awaiting recheck or without follow-up are not counted
-- on_time_rate_percent (% %): 按期率 — 按期整改 ÷ 期限已有结论，保留一位小数；期限未到、待复查和未公布后续的不计；分母为零时为空 | On-time rate — rectified on time ÷ deadline decided, to one decimal place; items not yet due, awaiting recheck or without follow-up are not counted; empty where the denominator is zero
-- relapsed_items (项 items): 反弹 — 整改后再次出现的隐患，按再次出现的项计；先前的项已不公开的不计 | Relapses — hazards that came back, counted at the later item; not counted where the earlier item is no longer public
with
first_months as (
    select date_trunc('month', min(n.published_on)) as first_month
    from public.notices as n
),

months as (
    select strftime(s.moment, '%Y-%m') as month
    from first_months as f
    cross join catalog.build as b
    cross join unnest(generate_series(f.first_month, date_trunc('month', b.as_of), interval 1 month)) as s (moment)
),

months_with_counts as (
    select
        m.month,
        count(distinct e.exposure_id) as exposures,
        count(distinct coalesce(e.uscc, e.exposure_id)) as exposed_units,
        count(r.item_id) as hazard_items,
        count(r.item_id) filter (where l.is_major) as major_hazard_items,
        count(*) filter (where r.outcome_code in ('on_time', 'late')) as rectified_items,
        count(*) filter (where r.outcome_code = 'on_time') as on_time_items,
        count(*) filter (where r.outcome_code = 'late') as late_items,
        count(*) filter (where r.outcome_code = 'ceased') as ceased_items,
        count(*) filter (where r.outcome_code = 'awaiting_recheck') as awaiting_recheck_items,
        count(*) filter (where r.outcome_code = 'in_rectification') as in_rectification_items,
        count(*) filter (where r.outcome_code = 'overdue') as overdue_items,
        count(*) filter (where r.outcome_code = 'no_follow_up') as no_follow_up_items,
        count(*) filter (where r.outcome_code in ('on_time', 'late', 'overdue')) as due_items_decided,
        count(r.relapse_of_item_id) as relapsed_items
    from months as m
    left join public.exposures as e on m.month = e.month
    left join public.rectifications as r on e.exposure_id = r.exposure_id
    left join public.hazard_levels as l on r.hazard_level_code = l.hazard_level_code
    group by m.month
)

select
    c.month,
    c.exposures,
    c.exposed_units,
    c.hazard_items,
    c.major_hazard_items,
    c.rectified_items,
    (100.0 * c.rectified_items / nullif(c.hazard_items, 0))::decimal(5, 1) as rectified_rate_percent,
    c.on_time_items,
    c.late_items,
    c.ceased_items,
    c.awaiting_recheck_items,
    c.in_rectification_items,
    c.overdue_items,
    c.no_follow_up_items,
    c.due_items_decided,
    (100.0 * c.on_time_items / nullif(c.due_items_decided, 0))::decimal(5, 1) as on_time_rate_percent,
    c.relapsed_items
from months_with_counts as c
order by c.month
