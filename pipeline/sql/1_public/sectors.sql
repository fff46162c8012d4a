-- 行业门类
-- Industry sections
--
-- 国民经济行业分类（GB/T 4754—2017）的门类代码，案例按单位的主营业务归入其一。
-- The sections of the national industry classification (GB/T 4754-2017); each exposure is put in one by the main business of the unit.
--
-- key: sector_code
select
    s.sector_code,
    s.title_zh,
    s.title_en,
    s.divisions
from raw.sectors as s
order by s.sector_code
