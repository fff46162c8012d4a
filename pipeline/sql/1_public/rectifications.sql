-- 隐患整改
-- Hazards and their rectification
--
-- 公开案例中的每一项隐患：责令了什么，期限是哪一天，整改结果怎样；已撤回的项不在其中。
-- Every hazard item of the published exposures: what was ordered, by when, and how it turned out; withdrawn items are absent.
--
-- key: item_id
-- relapse_of_item_id: 反弹自 — 再次出现的是先前哪一项隐患；先前的项已不公开，或者两份通报一份隐名一份具名的，为空 | Relapse of — the earlier item that has come back; empty where that item is no longer public, or where one of the two notices masks the unit and the other names it
-- effective_due_on: 现行期限 — 延期后的期限；没有延期的为原期限 | Effective deadline — the extended deadline, or the original one where there was no extension
-- outcome_code: 整改结果 — 由公布的状态、日期和数据截止日推算，各代码的含义见整改结果代码表 | Outcome — computed from the published status and dates and the date of the data; the list of outcomes says what each code means
-- is_closed: 是否办结 — 按期整改、逾期后整改和停业、搬迁或拆除为是 | Closed — true for items rectified, on time or late, and for those that ceased, moved or were demolished
-- is_overdue: 是否逾期未改 — 现行期限已过，仍未公布整改完毕；待复查和未公布后续的不算 | Overdue — the effective deadline has passed and no completed rectification is published; items awaiting recheck or without any follow-up are not counted as overdue
-- overdue_days (天 days): 逾期天数 — 现行期限次日至数据截止日的天数；没有逾期的为空 | Days overdue — days from the effective deadline to the date of the data; empty unless overdue
-- rectify_days (天 days): 整改用时 — 责令之日至整改完成日的天数，当日完成为0；没有整改完成日的为空 | Days to rectify — days from the order to the completed rectification, 0 for the same day; empty where no completion is published
with
public_notices as (
    select
        n.notice_id,
        n.naming_mode
    from raw.notices as n
    cross join catalog.build as b
    where
        n.published_on <= b.as_of
        and (n.withdrawn_on is null or n.withdrawn_on > b.as_of)
),

public_exposures as (
    select
        e.exposure_id,
        n.naming_mode
    from raw.exposures as e
    inner join public_notices as n on e.notice_id = n.notice_id
    cross join catalog.build as b
    where
        e.first_published_on <= b.as_of
        and (e.withdrawn_on is null or e.withdrawn_on > b.as_of)
        and (e.publish_until_on is null or e.publish_until_on >= b.as_of)
),

public_items as (
    select
        r.item_id,
        e.naming_mode,
        coalesce(r.revised_due_on, r.due_on) as effective_due_on
    from raw.rectifications as r
    inner join public_exposures as e on r.exposure_id = e.exposure_id
    where r.rectification_status_code is distinct from 'S11'
),

items_with_outcome as (
    select
        p.item_id,
        p.naming_mode,
        p.effective_due_on,
        b.as_of,
        case
            when r.rectification_status_code is null then 'no_follow_up'
            when r.rectification_status_code = 'S9' then 'ceased'
            when r.rectification_status_code = 'S4' then 'awaiting_recheck'
            when r.rectification_status_code in ('S5', 'S8') and r.rectified_on <= p.effective_due_on then 'on_time'
            when r.rectification_status_code in ('S5', 'S8') then 'late'
            when p.effective_due_on < b.as_of then 'overdue'
            else 'in_rectification'
        end as outcome_code
    from public_items as p
    inner join raw.rectifications as r on p.item_id = r.item_id
    cross join catalog.build as b
)

select
    r.item_id,
    r.exposure_id,
    r.item_no,
    r.hazard_type_code,
    r.hazard_level_code,
    r.finding,
    r.criterion_code,
    r.criterion_clause,
    r.supervising_body,
    r.interim_measure,
    r.order_action_code,
    -- A document number leads to the unit, so a masked notice is published without any.
    case when i.naming_mode = 'full' then r.order_doc_no end as order_doc_no,
    r.ordered_on,
    r.due_on,
    r.revised_due_on,
    r.extension_reason,
    i.effective_due_on,
    r.rectification_status_code,
    r.claimed_on,
    r.rectified_on,
    r.rechecked_on,
    r.recheck_result,
    case when i.naming_mode = 'full' then r.recheck_doc_no end as recheck_doc_no,
    case when i.naming_mode = 'full' then r.evidence_url end as evidence_url,
    -- A link between a masked and a named case of one unit would tell the masked name.
    earlier.item_id as relapse_of_item_id,
    i.outcome_code,
    o.is_closed,
    i.outcome_code = 'overdue' as is_overdue,
    case when i.outcome_code = 'overdue' then date_diff('day', i.effective_due_on, i.as_of) end as overdue_days,
    date_diff('day', r.ordered_on, r.rectified_on) as rectify_days
from items_with_outcome as i
inner join raw.rectifications as r on i.item_id = r.item_id
inner join raw.outcomes as o on i.outcome_code = o.outcome_code
left join public_items as earlier
    on r.relapse_of_item_id = earlier.item_id
    and i.naming_mode = earlier.naming_mode
order by r.item_id
