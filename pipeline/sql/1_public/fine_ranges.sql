-- 罚款幅度
-- Ranges of fines
--
-- 法律条文规定的罚款幅度；可信程度不是 a 的属于假设，只用来提示。
-- The ranges of fines that provisions of law set; those whose certainty is not a are assumptions and serve only to point records out.
--
-- key: fine_range_code
select
    r.fine_range_code,
    r.title_zh,
    r.title_en,
    r.statute_prefix,
    r.counterpart_type_code,
    r.valid_from_on,
    r.valid_to_on,
    r.min_yuan,
    r.max_yuan,
    r.legal_basis,
    r.certainty
from raw.fine_ranges as r
order by r.fine_range_code
