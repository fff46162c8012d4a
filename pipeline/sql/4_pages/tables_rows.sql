-- 统计表的数据页
-- Pages of rows of a table
--
-- 一页放不下的统计表，按表中的顺序分页；每一行都有自己的网址，数字可以链到它。
-- The rows of a table too long for one page, in the order of the table, so that every row has an address that a figure can lead to.
with
rows_by_page as (
    select
        r.name,
        r.page_no,
        list({'anchor': r.anchor, 'cells': r.cells} order by r.position) as records,
        arg_min(r.anchor, r.position) as first_anchor,
        arg_max(r.anchor, r.position) as last_anchor,
        max(r.page_no) over (partition by r.name) as page_count
    from catalog.records as r
    group by r.name, r.page_no
)

select
    d.name as "table",
    p.page_no,
    p.page_count,
    case when p.page_no > 1 then p.page_no - 1 end as previous_page_no,
    case when p.page_no < p.page_count then p.page_no + 1 end as next_page_no,
    p.first_anchor,
    p.last_anchor,
    d.title,
    list_transform(d.columns, lambda c: {'name': c.name, 'type': c.type, 'title': c.title}) as columns,
    list_transform(d.made_of, lambda m: {'dataset': m.dataset, 'title': m.title, 'columns': m.columns}) as made_of,
    p.records
from rows_by_page as p
inner join catalog.datasets as d on p.name = d.name
where d.floor = '2_tables' and p.page_count > 1
order by d.name, p.page_no
