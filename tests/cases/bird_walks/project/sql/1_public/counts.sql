-- Counts
--
-- One row per kind of bird seen on one walk that has taken place.
--
-- key: count_id
select count_id, site_id, walked_on, bird, birds, remark
from raw.counts
where walked_on <= (select as_of from catalog.build)
order by count_id
