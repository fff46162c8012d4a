-- 已办结的隐患缺少责令、期限、整改完成或者复查的日期
-- A closed hazard item lacks the date of its order, deadline, rectification or recheck
--
-- 补上日期；还没有整改完毕的，改用未办结的状态。
-- Add the date, or use an open status if the hazard has not been put right.
with
dates_of_closed_items as (
    select
        r._line,
        r.rectification_status_code,
        'ordered_on' as field,
        r.ordered_on as dated_on
    from raw.rectifications as r
    where r.rectification_status_code in ('S5', 'S8', 'S9')
    union all
    select
        r._line,
        r.rectification_status_code,
        'due_on' as field,
        r.due_on as dated_on
    from raw.rectifications as r
    where r.rectification_status_code in ('S5', 'S8')
    union all
    select
        r._line,
        r.rectification_status_code,
        'rectified_on' as field,
        r.rectified_on as dated_on
    from raw.rectifications as r
    where r.rectification_status_code in ('S5', 'S8')
    union all
    select
        r._line,
        r.rectification_status_code,
        'rechecked_on' as field,
        r.rechecked_on as dated_on
    from raw.rectifications as r
    where r.rectification_status_code = 'S5'
)

select
    'rectifications' as dataset,
    d._line as line,
    d.field,
    d.rectification_status_code || ', ' || d.field || ' = ∅' as found
from dates_of_closed_items as d
where d.dated_on is null
order by d._line, d.field
