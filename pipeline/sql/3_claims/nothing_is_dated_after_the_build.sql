-- 已经发生的事情，日期却晚于数据截止日
-- Something that has happened is dated after the date of the data
--
-- 改正日期；期限和公布截止日期可以在将来，其余日期不可以。
-- Correct the date; deadlines and last days of publication may lie in the future, nothing else may.
with
dated_events as (
    select
        'notices' as dataset,
        n._line as line,
        unnest(['published_on', 'disclosure_reviewed_on', 'withdrawn_on']) as field,
        unnest([n.published_on, n.disclosure_reviewed_on, n.withdrawn_on]) as dated_on
    from raw.notices as n
    union all
    select
        'exposures' as dataset,
        e._line as line,
        unnest(['inspected_on', 'first_published_on', 'withdrawn_on']) as field,
        unnest([e.inspected_on, e.first_published_on, e.withdrawn_on]) as dated_on
    from raw.exposures as e
    union all
    select
        'rectifications' as dataset,
        r._line as line,
        unnest(['ordered_on', 'claimed_on', 'rectified_on', 'rechecked_on']) as field,
        unnest([r.ordered_on, r.claimed_on, r.rectified_on, r.rechecked_on]) as dated_on
    from raw.rectifications as r
    union all
    select
        'penalties' as dataset,
        p._line as line,
        unnest(['decided_on', 'published_on', 'withdrawn_on']) as field,
        unnest([p.decided_on, p.published_on, p.withdrawn_on]) as dated_on
    from raw.penalties as p
    union all
    select
        'nil_returns' as dataset,
        z._line as line,
        'stated_on' as field,
        z.stated_on as dated_on
    from raw.nil_returns as z
    union all
    select
        'inspections' as dataset,
        i._line as line,
        'stated_on' as field,
        i.stated_on as dated_on
    from raw.inspections as i
)

select
    d.dataset,
    d.line,
    d.field,
    d.dated_on || ' > ' || b.as_of as found
from dated_events as d
cross join catalog.build as b
where d.dated_on > b.as_of
order by d.dataset, d.line, d.field
