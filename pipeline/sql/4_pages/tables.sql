-- 统计表页
-- Table pages
--
-- 每张统计表一页：说明、列注、SQL 和数据；一页放不下的，这里只列前十行，其余分页。
-- One page per aggregate table: its notes, its SQL and its rows; of a table of several pages only the first ten rows stand here.
with
shown_rows as (
    select
        r.name,
        list({'anchor': r.anchor, 'cells': r.cells} order by r.position) as records
    from catalog.records as r
    where r.page_no = 1
    group by r.name
),

pages_of_rows as (
    select
        r.name,
        r.page_no,
        arg_min(r.anchor, r.position) as first_anchor,
        arg_max(r.anchor, r.position) as last_anchor
    from catalog.records as r
    group by r.name, r.page_no
),

reads as (
    select distinct
        d.name,
        unnest(regexp_extract_all(d.sql, '\bpublic\.(\w+)', 1)) as dataset
    from catalog.datasets as d
    where d.floor = '2_tables'
),

origins as (
    select
        r.name,
        max(d.updated_on) as updated_on,
        list(
            {'dataset': d.dataset, 'title': d.title, 'problem_count': d.problem_count}
            order by d.dataset
        ) as sources
    from reads as r
    inner join pages.data as d on r.dataset = d.dataset
    group by r.name
),

pages_in_order as (
    select
        p.name,
        count(*) as page_count,
        list(
            {
                'page_no': p.page_no,
                'first_anchor': p.first_anchor,
                'last_anchor': p.last_anchor
            }
            order by p.page_no
        ) as row_pages
    from pages_of_rows as p
    group by p.name
)

select
    d.name as "table",
    d.title,
    d.about,
    d.key,
    d.columns,
    case when p.page_count > 1 then s.records[1:10] else coalesce(s.records, []) end as records,
    case when p.page_count > 1 then p.row_pages else [] end as row_pages,
    list_transform(d.made_of, lambda m: {'dataset': m.dataset, 'title': m.title, 'columns': m.columns}) as made_of,
    d.row_count,
    o.updated_on,
    coalesce(o.sources, []) as sources,
    d.files
from catalog.datasets as d
left join shown_rows as s on d.name = s.name
left join pages_in_order as p on d.name = p.name
left join origins as o on d.name = o.name
where d.floor = '2_tables'
order by d.name
