-- 统计表的 SQL
-- The SQL of the tables
--
-- 每张统计表一页：算出它的 SQL，原文照登。
-- One page per aggregate table: the SQL that makes it, as it is.
select
    d.name as "table",
    d.title,
    d.sql
from catalog.datasets as d
where d.floor = '2_tables'
order by d.name
