-- 最新
--
-- 每行是最新五十份通报中的一份。
select
    n.id,
    n.title,
    n.date::varchar as date,
    year(n.date)::varchar as "year",
    n.town_name,
    n.sector_name,
    n.status,
    n.updated::varchar as updated,
    n.summary_md
from public.notices as n
order by n.id desc
limit 50
