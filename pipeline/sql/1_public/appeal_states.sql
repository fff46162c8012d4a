-- 复议诉讼状态
-- States of appeal
--
-- 案例是否正在复议或者诉讼，结果怎样。
-- Whether an exposure is under appeal, and how the appeal ended.
--
-- key: appeal_state_code
select
    s.appeal_state_code,
    s.title_zh,
    s.title_en,
    s.meaning_zh,
    s.meaning_en
from raw.appeal_states as s
order by s.appeal_state_code
