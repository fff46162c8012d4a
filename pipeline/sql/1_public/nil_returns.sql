-- 零报告
-- Nil returns
--
-- 发布单位说明某一个月没有发布通报；某月既没有通报也没有零报告的，见已知问题。
-- Statements by publishers that they published no notice in a month; a month with neither a notice nor a nil return is among the known problems.
--
-- key: nil_return_id
select
    r.nil_return_id,
    r.publisher,
    r.month,
    r.stated_on
from raw.nil_returns as r
cross join catalog.build as b
where r.stated_on <= b.as_of
order by r.nil_return_id
