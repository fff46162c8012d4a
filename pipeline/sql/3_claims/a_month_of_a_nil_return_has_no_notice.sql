-- 零报告称当月没有发布通报，通报中却有该单位当月的记录
-- A nil return says that no notice was published in a month in which its publisher has one
--
-- 删去这一条零报告，或者改正月份、发布单位。
-- Remove the nil return, or correct its month or publisher.
select
    'nil_returns' as dataset,
    z._line as line,
    'month' as field,
    z.publisher || ' ' || z.month || ': ' || min(n.notice_id) as found
from raw.nil_returns as z
inner join raw.notices as n
    on z.publisher = n.publisher
    and z.month = strftime(n.published_on, '%Y-%m')
where n.withdrawn_on is null
group by z._line, z.publisher, z.month
order by z._line
