-- 隐患级别
-- Hazard levels
--
-- 隐患有哪些级别，其中哪些属于重大隐患。
-- The levels a hazard can have, and which of them count as major.
--
-- key: hazard_level_code
select
    l.hazard_level_code,
    l.title_zh,
    l.title_en,
    l.is_major,
    l.legal_basis,
    l.certainty,
    l.meaning_zh,
    l.meaning_en
from raw.hazard_levels as l
order by l.hazard_level_code
