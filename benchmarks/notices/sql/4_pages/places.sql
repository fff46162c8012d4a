-- 导航
--
-- 每行是一个镇街或者一个行业。
select distinct
    'town' as kind,
    n.town as slug,
    n.town_name as name
from public.notices as n
union
select distinct
    'sector' as kind,
    n.sector as slug,
    n.sector_name as name
from public.notices as n
order by kind, slug
