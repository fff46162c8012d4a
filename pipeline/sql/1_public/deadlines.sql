-- 办理时限
-- Deadlines for publishers
--
-- 法律规定发布单位应当在几个工作日内办理的事项；来源没有写明的日期留空。
-- What the law gives publishers a number of working days to do; dates the source does not give are left empty.
--
-- key: deadline_code
select
    d.deadline_code,
    d.title_zh,
    d.title_en,
    d.working_days,
    d.valid_from_on,
    d.valid_to_on,
    d.legal_basis,
    d.certainty
from raw.deadlines as d
order by d.deadline_code
