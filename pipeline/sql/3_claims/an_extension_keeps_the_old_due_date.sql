-- 延期没有保留原期限、没有写明理由，或者新期限不晚于原期限
-- An extension lacks the old due date or its reason, or does not move the deadline later
--
-- 原期限留在 due_on，新期限写入 revised_due_on，理由写入 extension_reason。
-- Keep the old date in due_on, write the new one in revised_due_on and the reason in extension_reason.
with
extended_items as (
    select
        r._line,
        r.due_on,
        r.revised_due_on,
        r.extension_reason
    from raw.rectifications as r
    where
        r.revised_due_on is not null
        or r.extension_reason is not null
        or r.rectification_status_code = 'S3'
),

missing_parts as (
    select
        i._line,
        'due_on' as field,
        'due_on = ∅, revised_due_on = ' || coalesce(i.revised_due_on::varchar, '∅') as found
    from extended_items as i
    where i.due_on is null
    union all
    select
        i._line,
        'revised_due_on' as field,
        'due_on = ' || coalesce(i.due_on::varchar, '∅') || ', revised_due_on = ∅' as found
    from extended_items as i
    where i.revised_due_on is null
    union all
    select
        i._line,
        'extension_reason' as field,
        'revised_due_on = ' || coalesce(i.revised_due_on::varchar, '∅') || ', extension_reason = ∅' as found
    from extended_items as i
    where i.extension_reason is null
    union all
    select
        i._line,
        'revised_due_on' as field,
        i.revised_due_on || ' <= ' || i.due_on as found
    from extended_items as i
    where i.revised_due_on <= i.due_on
)

select
    'rectifications' as dataset,
    m._line as line,
    m.field,
    m.found
from missing_parts as m
order by m._line, m.field, m.found
