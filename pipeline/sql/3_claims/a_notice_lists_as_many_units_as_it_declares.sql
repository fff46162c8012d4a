-- 通报所称的户数与实际列出的案例数不一致
-- A notice lists another number of units than it declares
--
-- 对照原文核对；原文本身如此的，照实保留，两个数都公开。
-- Compare with the original; where that reads so itself, leave it, and both numbers are published.
--
-- severity: warning
select
    'notices' as dataset,
    n.notice_id as key,
    'declared_count' as field,
    n.declared_count || ' ≠ ' || n.listed_count as found
from public.notices as n
where n.declared_count != n.listed_count
order by n.notice_id
