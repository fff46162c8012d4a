-- 撤回只写了日期或者理由中的一项
-- A withdrawal has a date without a reason, or a reason without a date
--
-- 撤回的日期和理由都要公开：补上缺的一项，没有撤回的两项都留空。
-- Both the date and the reason of a withdrawal are published: add the missing one, or clear both if nothing was withdrawn.
with
withdrawals_as_entered as (
    select
        'notices' as dataset,
        n._line,
        n.withdrawn_on,
        n.withdrawal_reason
    from raw.notices as n
    where n.withdrawn_on is not null or n.withdrawal_reason is not null or n.withdrawal_basis is not null
    union all
    select
        'exposures' as dataset,
        e._line,
        e.withdrawn_on,
        e.withdrawal_reason
    from raw.exposures as e
    where e.withdrawn_on is not null or e.withdrawal_reason is not null
    union all
    select
        'penalties' as dataset,
        p._line,
        p.withdrawn_on,
        p.withdrawal_reason
    from raw.penalties as p
    where p.withdrawn_on is not null or p.withdrawal_reason is not null
)

select
    w.dataset,
    w._line as line,
    case when w.withdrawn_on is null then 'withdrawn_on' else 'withdrawal_reason' end as field,
    'withdrawn_on = ' || coalesce(w.withdrawn_on::varchar, '∅')
    || ', withdrawal_reason = ' || coalesce(left(w.withdrawal_reason, 12), '∅') as found
from withdrawals_as_entered as w
where w.withdrawn_on is null or w.withdrawal_reason is null
order by w.dataset, w._line
