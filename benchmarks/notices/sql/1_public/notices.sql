-- 曝光通报
--
-- 每行是一份通报。
--
-- key: id
select
    n.id,
    n.title,
    n.date,
    n.month,
    n.town,
    n.town_name,
    n.sector,
    n.sector_name,
    n.org,
    n.address,
    n.hazards,
    n.law,
    n.agency,
    n.deadline,
    n.status,
    n.source_url,
    n.updated,
    n.summary_md,
    n.events,
    n.related
from raw.notices as n
order by n.id desc
