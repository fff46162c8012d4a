-- 各份通报的后续情况
-- Follow-up of each notice
--
-- 每份通报公布以后有没有下文，所称户数与公开的案例是否一致？
-- Has anything been published since each notice, and does the number of units it declares agree with the exposures published?
--
-- key: notice_id
-- made of: notices where notice_id = $notice_id
-- made of: exposures where notice_id = $notice_id
-- made of: rectifications where exposure_id in (select exposure_id from public.exposures where notice_id = $notice_id)
-- listed_count (家 units): 列出户数 — 通报实际列出的案例数，包括后来撤回或者公示期满的 | Units listed — exposures the notice actually lists, including those since withdrawn or expired
-- exposures (起 cases): 曝光案例 — 目前公开的案例；已撤回和公布期满的不计 | Exposures — exposures published at present; withdrawn and expired ones are not counted
-- count_difference (家 units): 户数差 — 列出户数减通报所称户数；通报没有写明户数的为空 | Difference in count — units listed minus the number the notice declares; empty where it declares none
-- hazard_items (项 items): 隐患 — 这些案例的隐患；已撤回的项不计 | Hazard items — the hazards of those exposures; withdrawn items are not counted
-- on_time_items (项 items): 按期整改 — 复查合格或者已销案，整改完成日不晚于现行期限 | Rectified on time — recheck passed or case closed, completed by the effective deadline
-- late_items (项 items): 逾期后整改 — 复查合格或者已销案，整改完成日晚于现行期限 | Rectified late — recheck passed or case closed, completed after the effective deadline
-- ceased_items (项 items): 停业搬迁拆除 — 因停业、搬迁或者拆除而结束；不算已整改 | Ceased or moved — ended because the unit closed or moved away or the structure was demolished; not counted as rectified
-- awaiting_recheck_items (项 items): 待复查 — 单位报告已经整改，尚未公布复查结果 | Awaiting recheck — reported as put right with no recheck result published
-- in_rectification_items (项 items): 整改中 — 尚未整改完毕，现行期限未到或者没有公布期限 | In rectification — not yet put right, and the effective deadline has not passed or none is published
-- overdue_items (项 items): 逾期未改 — 现行期限已过，仍未公布整改完毕；待复查和未公布后续的不计 | Overdue — the effective deadline has passed and no completed rectification is published; items awaiting recheck or without follow-up are not counted
-- no_follow_up_items (项 items): 未公布后续 — 曝光以后没有公布任何整改情况；不等于没有整改 | No follow-up — nothing published about the item since it was exposed; this does not mean nothing was done
-- follow_up_state: 后续情况 — none_published：没有一项公布过后续；all_closed：每一项都已整改，或者停业、搬迁、拆除；partly：介于两者之间；没有隐患的为空 | Follow-up — none_published: nothing published about any item; all_closed: every item rectified, ceased, moved or demolished; partly: anything between; empty where there are no items
with
notices_with_counts as (
    select
        n.notice_id,
        count(distinct e.exposure_id) as exposures,
        count(r.item_id) as hazard_items,
        count(*) filter (where r.outcome_code = 'on_time') as on_time_items,
        count(*) filter (where r.outcome_code = 'late') as late_items,
        count(*) filter (where r.outcome_code = 'ceased') as ceased_items,
        count(*) filter (where r.outcome_code = 'awaiting_recheck') as awaiting_recheck_items,
        count(*) filter (where r.outcome_code = 'in_rectification') as in_rectification_items,
        count(*) filter (where r.outcome_code = 'overdue') as overdue_items,
        count(*) filter (where r.outcome_code = 'no_follow_up') as no_follow_up_items,
        count(*) filter (where r.is_closed) as closed_items
    from public.notices as n
    left join public.exposures as e on n.notice_id = e.notice_id
    left join public.rectifications as r on e.exposure_id = r.exposure_id
    group by n.notice_id
)

select
    n.notice_id,
    n.title,
    n.notice_type_code,
    n.published_on,
    n.declared_count,
    n.listed_count,
    c.exposures,
    n.listed_count - n.declared_count as count_difference,
    c.hazard_items,
    c.on_time_items,
    c.late_items,
    c.ceased_items,
    c.awaiting_recheck_items,
    c.in_rectification_items,
    c.overdue_items,
    c.no_follow_up_items,
    case
        when c.hazard_items = 0 then null
        when c.no_follow_up_items = c.hazard_items then 'none_published'
        when c.closed_items = c.hazard_items then 'all_closed'
        else 'partly'
    end as follow_up_state
from public.notices as n
inner join notices_with_counts as c on n.notice_id = c.notice_id
order by n.published_on desc, n.notice_id
