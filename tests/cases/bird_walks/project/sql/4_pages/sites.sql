-- Site pages
--
-- One row per site, with what was counted there.
select
    s.site_id,
    s.site_name,
    t.birds_counted,
    list(
        {'on': c.walked_on, 'bird': c.bird, 'birds': c.birds, 'remark': c.remark}
        order by c.count_id
    ) as counts
from public.sites as s
join tables.birds_by_site as t on t.site_id = s.site_id
join public.counts as c on c.site_id = s.site_id
group by s.site_id, s.site_name, t.birds_counted
order by s.site_id
