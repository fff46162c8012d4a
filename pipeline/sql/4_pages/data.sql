-- 数据集页
-- Dataset pages
--
-- 每个公开的数据集一页：字段字典和下载。
-- One page per published dataset: its dictionary and its downloads.
select
    d.name as dataset,
    d.title,
    d.about,
    d.key,
    d.columns,
    d.records[1:8] as records,
    d.row_count,
    d.files
from catalog.datasets as d
where d.floor = '1_public'
order by d.name
