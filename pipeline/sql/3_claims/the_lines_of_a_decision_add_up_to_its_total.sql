-- 同一决定书各行罚款之和不等于决定书写明的合计，也没有合并说明
-- The fines on the lines of a decision do not add up to the total it states, and no note on merging says why
--
-- 对照决定书改正金额；合并执行的，在 merge_note 写明；同一决定书各行的合计应当相同。
-- Correct the amounts from the decision; where fines were merged, say so in merge_note; all lines of a decision state the same total.
with
decisions_with_total as (
    select
        p.authority,
        p.doc_no,
        min(p._line) filter (where p.decision_total_yuan is not null) as line,
        min(p.decision_total_yuan) as least_total,
        max(p.decision_total_yuan) as greatest_total,
        coalesce(sum(p.amount_yuan), 0)::bigint as sum_of_lines,
        count(p.merge_note) > 0 as is_merged
    from raw.penalties as p
    group by p.authority, p.doc_no
    having count(p.decision_total_yuan) > 0
),

contradictions as (
    select
        d.line,
        d.doc_no || ': ' || d.least_total || ' ≠ ' || d.greatest_total as found
    from decisions_with_total as d
    where d.least_total != d.greatest_total
    union all
    select
        d.line,
        d.doc_no || ': Σ ' || d.sum_of_lines || ' ≠ ' || d.greatest_total as found
    from decisions_with_total as d
    where
        d.least_total = d.greatest_total
        and d.sum_of_lines != d.greatest_total
        and not d.is_merged
)

select
    'penalties' as dataset,
    c.line,
    'decision_total_yuan' as field,
    c.found
from contradictions as c
order by c.line, c.found
