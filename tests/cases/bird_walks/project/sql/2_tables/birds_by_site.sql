-- Birds by site
--
-- How many birds were counted at each site.
--
-- key: site_id
-- walks: Walks — days on which somebody counted
-- birds_counted (birds): Birds — all kinds together
select
    s.site_id,
    count(distinct c.walked_on) as walks,
    coalesce(sum(c.birds), 0)::bigint as birds_counted
from public.sites as s
left join public.counts as c on c.site_id = s.site_id
group by s.site_id
order by s.site_id
