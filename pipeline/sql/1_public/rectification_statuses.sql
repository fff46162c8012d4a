-- 整改状态
-- Rectification statuses
--
-- 发布单位公布的整改状态有哪些，其中哪些表示已经办结。
-- The statuses a publisher can report for a hazard, and which of them close it.
--
-- key: rectification_status_code
select
    s.rectification_status_code,
    s.title_zh,
    s.title_en,
    s.is_closed
from raw.rectification_statuses as s
order by s.rectification_status_code
