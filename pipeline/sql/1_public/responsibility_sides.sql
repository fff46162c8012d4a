-- 责任主体
-- Sides of responsibility
--
-- 隐患暴露的是哪一方面的责任：企业、党政领导、部门监管还是基层属地。
-- Whose responsibility a case brings to light: the enterprise, the leadership, the regulator or the locality.
--
-- key: responsibility_side_code
select
    s.responsibility_side_code,
    s.title_zh,
    s.title_en,
    s.meaning_zh,
    s.meaning_en
from raw.responsibility_sides as s
order by s.responsibility_side_code
