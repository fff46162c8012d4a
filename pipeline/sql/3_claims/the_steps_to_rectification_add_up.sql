-- 从查出到整改的各步合不起来
-- The steps from finding to rectification do not add up
--
-- 这是统计表的错误，不是数据的错误：检查 2_tables 中该表的查询。
-- This is a mistake in a table, not in the data: look at the query of the table in 2_tables.
with
totals as (
    select
        sum(s.items) filter (where s.step_code = 'found') as found_items,
        sum(s.items) filter (where s.step_code not in ('found', 'ordered')) as ended_items
    from tables.steps_to_rectification as s
)

select
    'steps_to_rectification' as dataset,
    0 as line,
    'items' as field,
    t.ended_items || ' ≠ ' || t.found_items as found
from totals as t
where t.ended_items != t.found_items
order by dataset
