-- 逾期未改的隐患
-- Hazards overdue now
--
-- 哪些隐患过了期限仍未公布整改完毕，逾期多少天？逾期最久的排在最前。
-- Which hazards are past their deadline with no completed rectification published, and by how many days? The longest overdue come first.
--
-- key: item_id
-- made of: rectifications where item_id = $item_id
-- made of: exposures where exposure_id = $exposure_id
-- published_on: 公布日期 — 所属通报的公布日期 | Published on — the date of the notice the hazard belongs to
-- effective_due_on: 现行期限 — 延期后的期限；没有延期的为原期限 | Effective deadline — the extended deadline, or the original one where there was no extension
-- overdue_days (天 days): 逾期天数 — 现行期限次日至数据截止日的天数 | Days overdue — days from the effective deadline to the date of the data
select
    r.item_id,
    r.exposure_id,
    e.unit_name,
    e.town_code,
    e.sector_code,
    e.venue_type_code,
    r.hazard_type_code,
    r.hazard_level_code,
    r.finding,
    e.published_on,
    r.ordered_on,
    r.due_on,
    r.effective_due_on,
    r.rectification_status_code,
    r.overdue_days
from public.rectifications as r
inner join public.exposures as e on r.exposure_id = e.exposure_id
where r.outcome_code = 'overdue'
order by r.overdue_days desc, r.item_id
