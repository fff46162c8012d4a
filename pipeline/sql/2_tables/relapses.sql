-- 反弹的隐患
-- Hazards that came back
--
-- 哪些隐患整改以后又出现了，隔了多少天？先前的项已不公开的不列。
-- Which hazards came back after they were put right, and after how many days? Not listed where the earlier item is no longer public.
--
-- key: item_id
-- made of: rectifications where item_id in ($item_id, $earlier_item_id)
-- made of: exposures where exposure_id in ($exposure_id, $earlier_exposure_id)
-- earlier_item_id: 先前的隐患编号 — 再次出现之前的那一项 | Earlier hazard item — the item that has come back
-- earlier_exposure_id: 先前的曝光编号 — 先前的项所属的案例 | Earlier exposure — the exposure the earlier item belongs to
-- earlier_rectified_on: 先前整改完成日期 — 先前的项整改完成的日期；没有公布的为空 | Earlier rectification — the day the earlier item was put right; empty where none is published
-- found_again_on: 再次发现日期 — 后一起案例的检查日期 | Found again on — the day of the inspection behind the later exposure
-- days_between (天 days): 间隔天数 — 先前整改完成至再次发现的天数；没有整改完成日期的为空 | Days between — days from the earlier rectification to the day it was found again; empty where no rectification date is published
-- outcome_code: 整改结果 — 再次出现的这一项目前的结果，含义见整改结果代码表 | Outcome — how the later item stands now; the list of outcomes says what each code means
select
    r.item_id,
    r.exposure_id,
    earlier.item_id as earlier_item_id,
    earlier.exposure_id as earlier_exposure_id,
    e.unit_name,
    e.town_code,
    r.hazard_type_code,
    r.hazard_level_code,
    earlier.rectified_on as earlier_rectified_on,
    e.inspected_on as found_again_on,
    date_diff('day', earlier.rectified_on, e.inspected_on) as days_between,
    r.outcome_code
from public.rectifications as r
inner join public.rectifications as earlier on r.relapse_of_item_id = earlier.item_id
inner join public.exposures as e on r.exposure_id = e.exposure_id
order by e.inspected_on desc, r.item_id
