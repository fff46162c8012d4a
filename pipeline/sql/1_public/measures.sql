-- 六大行动
-- The six measures
--
-- 专项行动的六项措施，以及各自的含义。
-- The six measures of the campaign, and what each means.
--
-- key: measure_code
select
    m.measure_code,
    m.title_zh,
    m.title_en,
    m.meaning_zh,
    m.meaning_en,
    m.position
from raw.measures as m
order by m.position, m.measure_code
