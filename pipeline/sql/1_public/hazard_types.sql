-- 隐患类型
-- Hazard types
--
-- 隐患按违反的规定分成哪些类型，依据是什么。
-- The types hazards are sorted into by the provision they breach, and the legal basis of each.
--
-- key: hazard_type_code
select
    h.hazard_type_code,
    h.title_zh,
    h.title_en,
    h.short_zh,
    h.short_en,
    h.legal_basis,
    h.certainty
from raw.hazard_types as h
order by h.hazard_type_code
