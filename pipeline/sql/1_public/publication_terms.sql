-- 公示期限
-- Terms of publication
--
-- 处罚信息最短、最长公布多久，从哪一天起算；每条规定带有效期。
-- The shortest and longest time a penalty is published and the day it is counted from; each rule is dated.
--
-- key: publication_term_code
select
    t.publication_term_code,
    t.title_zh,
    t.title_en,
    t.regime,
    t.discredit_class,
    t.valid_from_on,
    t.valid_to_on,
    t.counted_from,
    t.min_months,
    t.max_months,
    t.legal_basis,
    t.certainty
from raw.publication_terms as t
order by t.publication_term_code
