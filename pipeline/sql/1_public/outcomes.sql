-- 整改结果
-- Outcomes
--
-- 由公布的状态和日期推算出的整改结果，每项隐患恰好属于其中一种。
-- The outcomes computed from the published statuses and dates; each hazard item has exactly one.
--
-- key: outcome_code
select
    o.outcome_code,
    o.title_zh,
    o.title_en,
    o.position,
    o.is_closed,
    o.meaning_zh,
    o.meaning_en
from raw.outcomes as o
order by o.position, o.outcome_code
