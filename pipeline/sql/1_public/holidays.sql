-- 节假日与调休
-- Holidays and working days in lieu
--
-- 与星期不一致的日子；计算工作日时，其余的日子星期一至星期五为工作日。
-- The days that differ from their weekday; where working days are counted, Monday to Friday are working days on all others.
--
-- key: day_on
select
    h.day_on,
    h.title_zh,
    h.title_en,
    h.is_working_day
from raw.holidays as h
order by h.day_on
