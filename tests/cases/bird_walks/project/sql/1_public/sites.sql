-- Sites
--
-- Places where birds are counted.
--
-- key: site_id
select site_id, site_name from raw.sites order by site_id
