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

problems_by_dataset as (
    select
        k.dataset,
        count(*) as problem_count
    from catalog.known_problems as k
    group by k.dataset
),

changes as (
    select
        r.released_on,
        r.number,
        unnest(r.datasets) as dataset
    from catalog.releases as r
),

last_changes as (
    select
        c.dataset.name as name,
        max(c.released_on) as updated_on
    from changes as c
    where c.number = 1 or c.dataset.added + c.dataset.changed + c.dataset.withdrawn > 0
    group by all
),

origins as (
    select
        s.name,
        max(l.updated_on) as updated_on,
        list(
            {'dataset': s.dataset, 'title': d.title, 'problem_count': coalesce(p.problem_count, 0)}
            order by s.dataset
        ) as sources
    from (
        select distinct
            d.name,
            unnest(regexp_extract_all(d.sql, '\bpublic\.(\w+)', 1)) as dataset
        from catalog.datasets as d
        where d.floor = '2_tables'
    ) as s
    inner join catalog.datasets as d on s.dataset = d.name
    left join problems_by_dataset as p on s.dataset = p.dataset
    left join last_changes as l on s.dataset = l.name
    group by s.name
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
    d.row_count,
    list_aggregate(list_transform(d.columns, lambda c: c.first_on), 'min') as first_on,
    list_aggregate(list_transform(d.columns, lambda c: c.last_on), 'max') as last_on,
    o.updated_on,
    coalesce(o.sources, []) as sources,
    d.files
from catalog.datasets as d
left join shown_rows as s on d.name = s.name
left join pages_in_order as p on d.name = p.name
left join origins as o on d.name = o.name
where d.floor = '2_tables'
order by d.name
