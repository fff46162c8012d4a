-- 两个日期先后颠倒
-- Two dates are in the wrong order
--
-- 对照原文，改正其中一个日期。
-- Compare with the source and correct one of the two dates.
with
pairs_of_dates as (
    select
        'notices' as dataset,
        n._line as line,
        'withdrawn_on' as field,
        n.withdrawn_on as later_on,
        n.published_on as earlier_on
    from raw.notices as n
    union all
    -- A notice holds many exposures; the latest inspection among them is the one to name.
    select
        'notices' as dataset,
        n._line as line,
        'published_on' as field,
        n.published_on as later_on,
        max(e.inspected_on) as earlier_on
    from raw.notices as n
    inner join raw.exposures as e on n.notice_id = e.notice_id
    group by n._line, n.published_on
    union all
    select
        'exposures' as dataset,
        e._line as line,
        'first_published_on' as field,
        e.first_published_on as later_on,
        e.inspected_on as earlier_on
    from raw.exposures as e
    union all
    select
        'exposures' as dataset,
        e._line as line,
        'publish_until_on' as field,
        e.publish_until_on as later_on,
        e.first_published_on as earlier_on
    from raw.exposures as e
    union all
    select
        'exposures' as dataset,
        e._line as line,
        'withdrawn_on' as field,
        e.withdrawn_on as later_on,
        e.first_published_on as earlier_on
    from raw.exposures as e
    union all
    select
        'rectifications' as dataset,
        r._line as line,
        'ordered_on' as field,
        r.ordered_on as later_on,
        e.inspected_on as earlier_on
    from raw.rectifications as r
    inner join raw.exposures as e on r.exposure_id = e.exposure_id
    union all
    select
        'rectifications' as dataset,
        r._line as line,
        'due_on' as field,
        r.due_on as later_on,
        r.ordered_on as earlier_on
    from raw.rectifications as r
    union all
    select
        'rectifications' as dataset,
        r._line as line,
        'claimed_on' as field,
        r.claimed_on as later_on,
        r.ordered_on as earlier_on
    from raw.rectifications as r
    union all
    select
        'rectifications' as dataset,
        r._line as line,
        'rectified_on' as field,
        r.rectified_on as later_on,
        r.ordered_on as earlier_on
    from raw.rectifications as r
    union all
    select
        'rectifications' as dataset,
        r._line as line,
        'rechecked_on' as field,
        r.rechecked_on as later_on,
        r.ordered_on as earlier_on
    from raw.rectifications as r
    union all
    select
        'rectifications' as dataset,
        r._line as line,
        'rechecked_on' as field,
        r.rechecked_on as later_on,
        r.rectified_on as earlier_on
    from raw.rectifications as r
    where r.recheck_result = 'passed'
    union all
    select
        'penalties' as dataset,
        p._line as line,
        'published_on' as field,
        p.published_on as later_on,
        p.decided_on as earlier_on
    from raw.penalties as p
    union all
    select
        'penalties' as dataset,
        p._line as line,
        'publish_until_on' as field,
        p.publish_until_on as later_on,
        p.published_on as earlier_on
    from raw.penalties as p
    union all
    select
        'penalties' as dataset,
        p._line as line,
        'withdrawn_on' as field,
        p.withdrawn_on as later_on,
        p.published_on as earlier_on
    from raw.penalties as p
    union all
    -- A month can be accounted for from the first day of the next one.
    select
        'nil_returns' as dataset,
        z._line as line,
        'stated_on' as field,
        z.stated_on as later_on,
        last_day((z.month || '-01')::date) + 1 as earlier_on
    from raw.nil_returns as z
    union all
    select
        'inspections' as dataset,
        i._line as line,
        'stated_on' as field,
        i.stated_on as later_on,
        last_day((i.month || '-01')::date) + 1 as earlier_on
    from raw.inspections as i
)

select
    d.dataset,
    d.line,
    d.field,
    d.later_on || ' < ' || d.earlier_on as found
from pairs_of_dates as d
where d.later_on < d.earlier_on
order by d.dataset, d.line, d.field, found
