-- 复查没有对应的责令，或者复查的日期、结果与整改状态不一致
-- A recheck follows no order, or its date, result and status do not agree
--
-- 补上责令日期和措施；复查日期与结果同时填写；复查合格用 S5 或 S8，复查不合格用 S6。
-- Add the date and kind of the order; give a recheck both a date and a result; use S5 or S8 for a recheck that was passed, S6 for one that failed.
with
rechecked_items as (
    select
        r._line,
        r.order_action_code,
        r.ordered_on,
        r.rectification_status_code,
        r.rechecked_on,
        r.recheck_result
    from raw.rectifications as r
    where
        r.rechecked_on is not null
        or r.recheck_result is not null
        or r.recheck_doc_no is not null
),

contradictions as (
    select
        i._line,
        'ordered_on' as field,
        'rechecked_on = ' || coalesce(i.rechecked_on::varchar, '∅') || ', ordered_on = ∅' as found
    from rechecked_items as i
    where i.ordered_on is null
    union all
    select
        i._line,
        'order_action_code' as field,
        'rechecked_on = ' || coalesce(i.rechecked_on::varchar, '∅') || ', order_action_code = ∅' as found
    from rechecked_items as i
    where i.order_action_code is null
    union all
    select
        i._line,
        'rechecked_on' as field,
        'rechecked_on = ∅, recheck_result = ' || coalesce(i.recheck_result, '∅') as found
    from rechecked_items as i
    where i.rechecked_on is null
    union all
    select
        i._line,
        'recheck_result' as field,
        'rechecked_on = ' || coalesce(i.rechecked_on::varchar, '∅') || ', recheck_result = ∅' as found
    from rechecked_items as i
    where i.recheck_result is null
    union all
    select
        i._line,
        'recheck_result' as field,
        i.recheck_result || ' ≠ ' || i.rectification_status_code as found
    from rechecked_items as i
    where
        (i.recheck_result = 'failed' and i.rectification_status_code in ('S5', 'S8'))
        or (i.recheck_result = 'passed' and i.rectification_status_code = 'S6')
)

select
    'rectifications' as dataset,
    c._line as line,
    c.field,
    c.found
from contradictions as c
order by c._line, c.field, c.found
