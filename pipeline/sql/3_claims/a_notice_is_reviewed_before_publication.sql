-- 通报公布以前没有完成公开审查（《政府信息公开条例》第十四条至第十六条）
-- A notice was published without a disclosure review before it (Regulations on Open Government Information, articles 14 to 16)
--
-- 完成审查并填写日期和岗位，审查日期不得晚于公布日期。
-- Carry out the review and enter its date and the reviewer's role; the review must not be later than publication.
with
reviews_of_notices as (
    select
        n._line,
        'disclosure_reviewed_on' as field,
        n.disclosure_reviewed_on is null as is_missing,
        'disclosure_reviewed_on = ∅' as found
    from raw.notices as n
    union all
    select
        n._line,
        'disclosure_reviewer_role' as field,
        n.disclosure_reviewer_role is null as is_missing,
        'disclosure_reviewer_role = ∅' as found
    from raw.notices as n
    union all
    select
        n._line,
        'disclosure_reviewed_on' as field,
        n.disclosure_reviewed_on > n.published_on as is_missing,
        n.disclosure_reviewed_on || ' > ' || n.published_on as found
    from raw.notices as n
)

select
    'notices' as dataset,
    r._line as line,
    r.field,
    r.found
from reviews_of_notices as r
where r.is_missing
order by r._line, r.field, r.found
