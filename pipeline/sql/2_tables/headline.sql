-- 总览
-- Headline figures
--
-- 截至数据截止日，全区公开了多少案例和隐患，整改到什么程度？全表只有一行。
-- As of the date of the data, how much has been published across the district, and how far has rectification got? The table has one row.
--
-- key: as_of
-- made of: notices
-- made of: exposures
-- made of: rectifications
-- made of: penalties
-- made of: withdrawals
-- as_of: 数据截止日 — 逾期、期满都按这一天计算 | Date of the data — the day for which overdue and expired records are worked out
-- notices (份 notices): 通报 — 目前公开的通报；已撤回的不计 | Notices — notices published at present; withdrawn ones are not counted
-- exposures (起 cases): 曝光案例 — 目前公开的案例，一份通报中的一家单位为一起；已撤回和公布期满的不计 | Exposures — exposures published at present, each one unit in one notice; withdrawn and expired ones are not counted
-- exposed_units (家 units): 曝光单位 — 按统一社会信用代码去重；没有代码的（隐名单位、自然人）每起案例计一家；案例已撤回或者公布期满的不计 | Units exposed — each credit code counts once; where there is none (masked units, natural persons) each exposure counts as one; withdrawn and expired exposures are not counted
-- hazard_items (项 items): 隐患 — 公开案例中逐项列出的隐患；已撤回的项不计 | Hazard items — hazards listed one by one in the published exposures; withdrawn items are not counted
-- major_hazard_items (项 items): 重大隐患 — 级别为重大事故隐患或者重大火灾隐患的项；区域性火灾隐患和未判定的不计 | Major hazards — items graded as major accident hazards or major fire hazards; area-wide fire hazards and ungraded items are not counted
-- rectified_items (项 items): 已整改 — 按期整改与逾期后整改之和；待复查的和因停业、搬迁或拆除而结束的不计 | Rectified — rectified on time plus rectified late; items awaiting recheck and items that ceased, moved or were demolished are not counted
-- rectified_rate_percent (% %): 整改率 — 已整改 ÷ 隐患，保留一位小数；待复查的和停业、搬迁、拆除的不算已整改；没有隐患时为空 | Rectification rate — rectified ÷ hazard items, to one decimal place; items awaiting recheck, ceased, moved or demolished do not count as rectified; empty where there are no items
-- on_time_items (项 items): 按期整改 — 复查合格或者已销案，整改完成日不晚于现行期限 | Rectified on time — recheck passed or case closed, completed by the effective deadline
-- late_items (项 items): 逾期后整改 — 复查合格或者已销案，整改完成日晚于现行期限 | Rectified late — recheck passed or case closed, completed after the effective deadline
-- due_items_decided (项 items): 期限已有结论 — 按期整改、逾期后整改与逾期未改之和，即按期率的分母；期限未到、待复查和未公布后续的不计 | Deadline decided — on time plus late plus overdue, the denominator of the on-time rate; items not yet due, awaiting recheck or without follow-up are not counted
-- on_time_rate_percent (% %): 按期率 — 按期整改 ÷ 期限已有结论，保留一位小数；期限未到、待复查和未公布后续的不计；分母为零时为空 | On-time rate — rectified on time ÷ deadline decided, to one decimal place; items not yet due, awaiting recheck or without follow-up are not counted; empty where the denominator is zero
-- overdue_items (项 items): 逾期未改 — 现行期限已过，仍未公布整改完毕；待复查和未公布后续的不计 | Overdue — the effective deadline has passed and no completed rectification is published; items awaiting recheck or without follow-up are not counted
-- longest_overdue_days (天 days): 最长逾期 — 逾期未改的隐患中最长的逾期天数；没有逾期的为空 | Longest overdue — the most days any overdue item has run past its effective deadline; empty where none is overdue
-- awaiting_recheck_items (项 items): 待复查 — 单位报告已经整改，尚未公布复查结果；期限已过的也计在这里，不算逾期未改 | Awaiting recheck — reported as put right with no recheck result published; counted here and not as overdue even past the deadline
-- in_rectification_items (项 items): 整改中 — 尚未整改完毕，现行期限未到或者没有公布期限 | In rectification — not yet put right, and the effective deadline has not passed or none is published
-- no_follow_up_items (项 items): 未公布后续 — 曝光以后没有公布任何整改情况；不等于没有整改，也不算逾期未改 | No follow-up — nothing published about the item since it was exposed; this does not mean nothing was done, and it is not counted as overdue
-- ceased_items (项 items): 停业搬迁拆除 — 因停业、搬迁或者拆除而结束；不算已整改 | Ceased or moved — ended because the unit closed or moved away or the structure was demolished; not counted as rectified
-- relapsed_items (项 items): 反弹 — 整改后再次出现的隐患，按再次出现的项计；先前的项已不公开的不计 | Relapses — hazards that came back, counted at the later item; not counted where the earlier item is no longer public
-- repeat_units (家 units): 多次曝光单位 — 同一统一社会信用代码有两起以上公开案例；没有代码的不计 | Repeat units — credit codes with two or more published exposures; units without a code are not counted
-- median_days (天 days): 整改用时中位数 — 已整改的隐患从责令到整改完成的天数，半数不超过此数；尚未整改的不计；没有时为空 | Median days to rectify — half of the rectified items took no longer than this from order to completion; items not yet put right are not counted; empty where there are none
-- p90_days (天 days): 九成整改用时 — 已整改的隐患中九成不超过此天数；没有时为空 | 90th percentile of days to rectify — nine in ten of the rectified items took no longer than this; empty where there are none
-- penalties (项 lines): 处罚 — 目前公开的处罚，一案多项的逐项计；已撤回和公示期满的不计 | Penalties — penalty lines published at present, each line of a case counted; withdrawn and expired ones are not counted
-- penalty_cases (件 cases): 处罚案件 — 上述处罚所属的案件，同一案件编号计一件；一案双罚为一件 | Penalty cases — the cases of those penalties, one for each case number; a case that punishes both a unit and a person counts once
-- fines_yuan (元 yuan): 罚款总额 — 上述处罚中公布的罚款金额之和；没有金额的处罚不计 | Total fines — the sum of the fines published in those penalties; penalties without an amount add nothing
-- first_published_on: 最早公布日期 — 目前公开的通报中最早的公布日期；处罚的公布日期不计 | First published on — the earliest date of a notice published at present; penalties are not considered
-- last_published_on: 最近公布日期 — 目前公开的通报中最近的公布日期；处罚的公布日期不计 | Last published on — the latest date of a notice published at present; penalties are not considered
-- withdrawn_records (条 records): 撤回记录 — 发布单位撤回的通报、案例和处罚；案例随通报撤回的也计 | Withdrawn records — notices, exposures and penalties withdrawn by the publisher; exposures withdrawn with their notice are counted
-- expired_records (条 records): 期满记录 — 公布期满而撤下的案例和处罚 | Expired records — exposures and penalties taken down because their term of publication ran out
with
notice_totals as (
    select
        count(*) as notices,
        min(n.published_on) as first_published_on,
        max(n.published_on) as last_published_on
    from public.notices as n
),

exposure_totals as (
    select
        count(*) as exposures,
        count(distinct coalesce(e.uscc, e.exposure_id)) as exposed_units
    from public.exposures as e
),

units_with_code as (
    select
        e.uscc,
        count(*) as exposures
    from public.exposures as e
    where e.uscc is not null
    group by e.uscc
),

repeat_unit_totals as (
    select count(*) filter (where u.exposures >= 2) as repeat_units
    from units_with_code as u
),

item_totals as (
    select
        count(*) as hazard_items,
        count(*) filter (where l.is_major) as major_hazard_items,
        count(*) filter (where r.outcome_code in ('on_time', 'late')) as rectified_items,
        count(*) filter (where r.outcome_code = 'on_time') as on_time_items,
        count(*) filter (where r.outcome_code = 'late') as late_items,
        count(*) filter (where r.outcome_code in ('on_time', 'late', 'overdue')) as due_items_decided,
        count(*) filter (where r.outcome_code = 'overdue') as overdue_items,
        max(r.overdue_days) as longest_overdue_days,
        count(*) filter (where r.outcome_code = 'awaiting_recheck') as awaiting_recheck_items,
        count(*) filter (where r.outcome_code = 'in_rectification') as in_rectification_items,
        count(*) filter (where r.outcome_code = 'no_follow_up') as no_follow_up_items,
        count(*) filter (where r.outcome_code = 'ceased') as ceased_items,
        count(r.relapse_of_item_id) as relapsed_items,
        percentile_disc(0.5) within group (order by r.rectify_days) filter (where r.outcome_code in ('on_time', 'late')) as median_days,
        percentile_disc(0.9) within group (order by r.rectify_days) filter (where r.outcome_code in ('on_time', 'late')) as p90_days
    from public.rectifications as r
    inner join public.hazard_levels as l on r.hazard_level_code = l.hazard_level_code
),

penalty_totals as (
    select
        count(*) as penalties,
        count(distinct p.case_id) as penalty_cases,
        coalesce(sum(p.amount_yuan), 0)::bigint as fines_yuan
    from public.penalties as p
),

ended_totals as (
    select
        count(*) filter (where w.ending = 'withdrawn') as withdrawn_records,
        count(*) filter (where w.ending = 'expired') as expired_records
    from public.withdrawals as w
)

select
    b.as_of,
    n.notices,
    e.exposures,
    e.exposed_units,
    i.hazard_items,
    i.major_hazard_items,
    i.rectified_items,
    (100.0 * i.rectified_items / nullif(i.hazard_items, 0))::decimal(5, 1) as rectified_rate_percent,
    i.on_time_items,
    i.late_items,
    i.due_items_decided,
    (100.0 * i.on_time_items / nullif(i.due_items_decided, 0))::decimal(5, 1) as on_time_rate_percent,
    i.overdue_items,
    i.longest_overdue_days,
    i.awaiting_recheck_items,
    i.in_rectification_items,
    i.no_follow_up_items,
    i.ceased_items,
    i.relapsed_items,
    u.repeat_units,
    i.median_days,
    i.p90_days,
    p.penalties,
    p.penalty_cases,
    p.fines_yuan,
    n.first_published_on,
    n.last_published_on,
    w.withdrawn_records,
    w.expired_records
from catalog.build as b
cross join notice_totals as n
cross join exposure_totals as e
cross join item_totals as i
cross join repeat_unit_totals as u
cross join penalty_totals as p
cross join ended_totals as w
order by b.as_of
