-- 相对人类别
-- Kinds of counterpart
--
-- 被曝光或者被处罚的一方属于哪一类，公布时怎样遮蔽名称。
-- The kinds of counterpart an exposure or penalty can concern, and how the name of each is masked.
--
-- key: counterpart_type_code
select
    c.counterpart_type_code,
    c.title_zh,
    c.title_en,
    c.masking_zh,
    c.masking_en
from raw.counterpart_types as c
order by c.counterpart_type_code
