-- 重大隐患判定标准
-- Criteria for major hazards
--
-- 判定重大隐患所依据的标准和它们的有效期；来源没有写明的日期留空。
-- The criteria by which a hazard is judged to be major, with the dates they are in force; dates the source does not give are left empty.
--
-- key: criterion_code
select
    c.criterion_code,
    c.title_zh,
    c.title_en,
    c.doc_no,
    c.valid_from_on,
    c.valid_to_on,
    c.certainty
from raw.criteria as c
order by c.criterion_code
