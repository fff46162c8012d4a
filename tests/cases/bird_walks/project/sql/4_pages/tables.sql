-- Table pages
--
-- One row per published dataset and table.
with
first_rows as (
    select
        name,
        list({'anchor': anchor, 'cells': cells} order by position) as records
    from catalog.records
    where page_no = 1
    group by name
)

select
    d.name as "table",
    d.title,
    d.about,
    d.columns,
    coalesce(f.records, []) as records,
    d.files,
    d.sql
from catalog.datasets as d
left join first_rows as f on d.name = f.name
order by d.name
