-- 统计表页
-- Table pages
--
-- 每张统计表一页：说明、列注、SQL 和数据。
-- One page per aggregate table: its notes, its SQL and its rows.
select
    d.name as "table",
    d.title,
    d.about,
    d.key,
    d.columns,
    d.records,
    d.row_count,
    d.files,
    d.sql
from catalog.datasets as d
where d.floor = '2_tables'
order by d.name
