-- 重大隐患缺少判定标准、督办单位、整改期限或者临时措施（《安全生产法》第四十一条第三款）
-- A major hazard lacks its criterion, supervising body, due date or interim measure (Work Safety Law, article 41, paragraph 3)
--
-- 补上缺少的一项；没有判定为重大隐患的，改正级别。
-- Add what is missing, or correct the level if the hazard was not judged to be major.
with
parts_of_major_items as (
    select
        r._line,
        r.hazard_level_code,
        'criterion_code' as field,
        r.criterion_code as part
    from raw.rectifications as r
    inner join raw.hazard_levels as l on r.hazard_level_code = l.hazard_level_code
    where l.is_major
    union all
    select
        r._line,
        r.hazard_level_code,
        'supervising_body' as field,
        r.supervising_body as part
    from raw.rectifications as r
    inner join raw.hazard_levels as l on r.hazard_level_code = l.hazard_level_code
    where l.is_major
    union all
    select
        r._line,
        r.hazard_level_code,
        'due_on' as field,
        r.due_on::varchar as part
    from raw.rectifications as r
    inner join raw.hazard_levels as l on r.hazard_level_code = l.hazard_level_code
    where l.is_major
    union all
    select
        r._line,
        r.hazard_level_code,
        'interim_measure' as field,
        r.interim_measure as part
    from raw.rectifications as r
    inner join raw.hazard_levels as l on r.hazard_level_code = l.hazard_level_code
    where l.is_major
)

select
    'rectifications' as dataset,
    p._line as line,
    p.field,
    p.hazard_level_code || ', ' || p.field || ' = ∅' as found
from parts_of_major_items as p
where p.part is null
order by p._line, p.field
