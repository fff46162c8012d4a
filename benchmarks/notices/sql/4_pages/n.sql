-- 通报页
--
-- 每行是一份通报的页。
select
    year(n.date)::varchar as "year",
    n.id,
    n.title as headline,
    n.date::varchar as date,
    n.month,
    n.town,
    n.town_name,
    n.sector,
    n.sector_name,
    n.org,
    n.address,
    split(n.hazards, '|') as hazards,
    n.law,
    n.agency,
    n.deadline::varchar as deadline,
    n.status,
    n.source_url,
    n.updated::varchar as updated,
    n.summary_md,
    list_transform(split(n.events, '||'), lambda e: split(e, '~')) as events,
    list_transform(split(nullif(n.related, ''), '||'), lambda r: split(r, '~')) as related,
    n.updated as updated_on
from public.notices as n
order by n.id desc
