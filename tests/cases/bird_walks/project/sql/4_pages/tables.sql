-- Table pages
--
-- One row per published dataset and table.
select
    name as "table",
    title,
    about,
    columns,
    records,
    files,
    sql
from catalog.datasets
order by name
