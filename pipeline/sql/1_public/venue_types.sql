-- 场所类型
-- Venue types
--
-- 案例所在场所的类型，以及它在法律上属于哪一类场所。
-- The kinds of premises exposures are about, and the class each belongs to in law.
--
-- key: venue_type_code
select
    v.venue_type_code,
    v.title_zh,
    v.title_en,
    v.legal_class
from raw.venue_types as v
order by v.venue_type_code
