-- 统计表的 JSON
-- Tables as JSON
--
-- 每张统计表一个 JSON 文件：说明、列注、主键和全部各行，各行与下载文件相同。
-- One JSON file per aggregate table: its notes, its columns, its key and all of its rows, which are those of the downloads.
with
all_rows as (
    select
        r.name,
        string_agg(r.record, ',' || chr(10) order by r.position) as "rows"
    from catalog.records as r
    group by r.name
)

select
    d.name as "table",
    to_json(
        {
            'table': d.name,
            'title': d.title,
            'about': d.about,
            'key': d.key,
            'columns': list_filter(d.columns, lambda c: c.name <> 'demo'),
            'made_of': list_transform(d.made_of, lambda m: {'dataset': m.dataset, 'sql': m.sql}),
            'row_count': d.row_count
        }
    )::varchar as record,
    coalesce(a."rows", '') as "rows"
from catalog.datasets as d
left join all_rows as a on d.name = a.name
where d.floor = '2_tables'
order by d.name
