-- 检查统计
-- Inspection returns
--
-- 发布单位按月填报的各街镇检查数，不论是否发现隐患；某街镇某月没有填报的，检查数未知，不是零。
-- Inspections in each town and month as returned by the publisher, whether or not they found a hazard; where a town has no return for a month the number is unknown, not nought.
--
-- key: inspection_return_id
select
    i.inspection_return_id,
    i.publisher,
    i.town_code,
    i.month,
    i.inspections,
    i.stated_on
from raw.inspections as i
cross join catalog.build as b
where i.stated_on <= b.as_of
order by i.inspection_return_id
