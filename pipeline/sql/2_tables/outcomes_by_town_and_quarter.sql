-- 各街镇各季度曝光隐患的整改情况
-- Rectification by town and quarter of publication
--
-- 每个街镇每个季度公布的隐患到现在整改得怎样？按通报公布的季度归类；没有公布案例的季度也列出，第一个和最后一个季度可能不满三个月。
-- How have the hazards published in each town and quarter turned out by now? Items are put in the quarter their notice was published; quarters without publications are listed too, and the first and the last may be shorter than three months.
--
-- key: town_code, quarter
-- made of: exposures where town_code = $town_code and strftime(published_on, '%Y') || '-Q' || quarter(published_on) = $quarter
-- made of: rectifications where exposure_id in (select exposure_id from public.exposures where town_code = $town_code and strftime(published_on, '%Y') || '-Q' || quarter(published_on) = $quarter)
-- quarter: 公布季度 — 从最早公布的季度连续列到数据截止日所在季度 | Quarter of publication — every quarter from the first publication to the date of the data
-- is_whole: 季度完整 — 否表示季度的开头早于最早的公布日期，或者结尾晚于数据截止日，数目不能与完整的季度直接比较 | Whole quarter — false where the quarter begins before the first publication or ends after the date of the data, so that its counts cannot be compared with those of whole quarters
-- exposures (起 cases): 曝光案例 — 目前公开的案例；已撤回和公布期满的不计 | Exposures — exposures published at present; withdrawn and expired ones are not counted
-- hazard_items (项 items): 隐患 — 公开案例中逐项列出的隐患；已撤回的项不计 | Hazard items — hazards listed one by one in the published exposures; withdrawn items are not counted
-- rectified_items (项 items): 已整改 — 按期整改与逾期后整改之和；待复查的和因停业、搬迁或拆除而结束的不计 | Rectified — rectified on time plus rectified late; items awaiting recheck and items that ceased, moved or were demolished are not counted
-- on_time_items (项 items): 按期整改 — 复查合格或者已销案，整改完成日不晚于现行期限 | Rectified on time — recheck passed or case closed, completed by the effective deadline
-- late_items (项 items): 逾期后整改 — 复查合格或者已销案，整改完成日晚于现行期限 | Rectified late — recheck passed or case closed, completed after the effective deadline
-- ceased_items (项 items): 停业搬迁拆除 — 因停业、搬迁或者拆除而结束；不算已整改 | Ceased or moved — ended because the unit closed or moved away or the structure was demolished; not counted as rectified
-- awaiting_recheck_items (项 items): 待复查 — 单位报告已经整改，尚未公布复查结果；期限已过的也计在这里，不算逾期未改 | Awaiting recheck — reported as put right with no recheck result published; counted here and not as overdue even past the deadline
-- in_rectification_items (项 items): 整改中 — 尚未整改完毕，现行期限未到或者没有公布期限 | In rectification — not yet put right, and the effective deadline has not passed or none is published
-- overdue_items (项 items): 逾期未改 — 现行期限已过，仍未公布整改完毕；待复查和未公布后续的不计 | Overdue — the effective deadline has passed and no completed rectification is published; items awaiting recheck or without follow-up are not counted
-- no_follow_up_items (项 items): 未公布后续 — 曝光以后没有公布任何整改情况；不等于没有整改，也不算逾期未改 | No follow-up — nothing published about the item since it was exposed; this does not mean nothing was done, and it is not counted as overdue
with
spans as (
    select
        date_trunc('quarter', min(n.published_on)) as first_quarter,
        min(n.published_on) as first_published_on
    from public.notices as n
),

quarters as (
    select
        q.begins_on::date as begins_on,
        strftime(q.begins_on, '%Y') || '-Q' || quarter(q.begins_on) as quarter,
        q.begins_on >= date_trunc('month', q.first_published_on)
        and q.begins_on + interval 3 month <= q.as_of + interval 1 day as is_whole
    from (
        select
            s.first_published_on,
            b.as_of,
            m.moment as begins_on
        from spans as s
        cross join catalog.build as b
        cross join unnest(generate_series(s.first_quarter, date_trunc('quarter', b.as_of), interval 3 month)) as m (moment)
    ) as q
),

items_with_quarters as (
    select
        e.town_code,
        date_trunc('quarter', e.published_on)::date as begins_on,
        e.exposure_id,
        r.item_id,
        r.outcome_code
    from public.exposures as e
    left join public.rectifications as r on e.exposure_id = r.exposure_id
)

select
    t.town_code,
    q.quarter,
    q.is_whole,
    count(distinct i.exposure_id) as exposures,
    count(i.item_id) as hazard_items,
    count(*) filter (where i.outcome_code in ('on_time', 'late')) as rectified_items,
    count(*) filter (where i.outcome_code = 'on_time') as on_time_items,
    count(*) filter (where i.outcome_code = 'late') as late_items,
    count(*) filter (where i.outcome_code = 'ceased') as ceased_items,
    count(*) filter (where i.outcome_code = 'awaiting_recheck') as awaiting_recheck_items,
    count(*) filter (where i.outcome_code = 'in_rectification') as in_rectification_items,
    count(*) filter (where i.outcome_code = 'overdue') as overdue_items,
    count(*) filter (where i.outcome_code = 'no_follow_up') as no_follow_up_items
from public.towns as t
cross join quarters as q
left join items_with_quarters as i on t.town_code = i.town_code and q.begins_on = i.begins_on
group by t.town_code, q.quarter, q.is_whole
order by t.town_code, q.quarter
