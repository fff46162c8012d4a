-- 隐患总表
-- Hazard register
--
-- 每一项公开的隐患一行，连同它所在的案例，代码旁写明名称；没有逐项列出隐患的案例也占一行。查询页下载的就是本表的行。
-- One row for each published hazard item, with the exposure it belongs to and words beside the codes; an exposure that lists no hazards has a row too. What the explorer downloads are rows of this table.
--
-- key: exposure_id, item_no
-- made of: exposures where exposure_id = $exposure_id
-- made of: rectifications where item_id = $item_id
-- item_no: 案例内序号 — 隐患在案例中的序号；案例没有逐项列出隐患的为0 | Place in the exposure — the number of the item within its exposure; 0 where the exposure lists no hazards
-- town_zh: 街镇 — 街道或者镇的中文名称 | Town in Chinese — the Chinese name of the town or subdistrict
-- town_en: 街镇英文名 — 街道或者镇的英文名称 | Town — the English name of the town or subdistrict
-- sector_zh: 行业 — 行业门类的中文名称 | Sector in Chinese — the Chinese name of the section of the classification
-- sector_en: 行业英文名 — 行业门类的英文名称 | Sector — the English name of the section of the classification
-- venue_type_zh: 场所类型 — 场所类型的中文名称 | Venue type in Chinese — the Chinese name of the kind of premises
-- venue_type_en: 场所类型英文名 — 场所类型的英文名称 | Venue type — the English name of the kind of premises
-- hazard_type_zh: 隐患类型 — 隐患类型的中文简称 | Hazard type in Chinese — the short Chinese name of the kind of hazard
-- hazard_type_en: 隐患类型英文名 — 隐患类型的英文简称 | Hazard type — the short English name of the kind of hazard
-- hazard_level_zh: 隐患级别 — 隐患级别的中文名称 | Hazard level in Chinese — the Chinese name of the level
-- hazard_level_en: 隐患级别英文名 — 隐患级别的英文名称 | Hazard level — the English name of the level
-- outcome_zh: 整改结果 — 整改结果的中文名称 | Outcome in Chinese — the Chinese name of the outcome
-- outcome_en: 整改结果英文名 — 整改结果的英文名称 | Outcome — the English name of the outcome
-- published_on: 公布日期 — 所属通报的公布日期 | Published on — the date of the notice the exposure belongs to
-- month: 公布月份 — 通报公布的年和月 | Month of publication — year and month of the notice
-- effective_due_on: 现行期限 — 延期后的期限；没有延期的为原期限 | Effective deadline — the extended deadline, or the original one where there was no extension
-- outcome_code: 整改结果代码 — 由公布的状态、日期和数据截止日推算，各代码的含义见整改结果代码表 | Outcome code — computed from the published status and dates and the date of the data; the list of outcomes says what each code means
-- overdue_days (天 days): 逾期天数 — 现行期限次日至数据截止日的天数；没有逾期的为空 | Days overdue — days from the effective deadline to the date of the data; empty unless overdue
select
    e.exposure_id,
    coalesce(r.item_no, 0) as item_no,
    r.item_id,
    e.notice_id,
    e.unit_name,
    e.uscc,
    e.town_code,
    t.title_zh as town_zh,
    t.title_en as town_en,
    e.sector_code,
    s.title_zh as sector_zh,
    s.title_en as sector_en,
    e.venue_type_code,
    v.title_zh as venue_type_zh,
    v.title_en as venue_type_en,
    r.hazard_type_code,
    h.short_zh as hazard_type_zh,
    h.short_en as hazard_type_en,
    r.hazard_level_code,
    l.title_zh as hazard_level_zh,
    l.title_en as hazard_level_en,
    r.finding,
    e.inspected_on,
    e.published_on,
    e.month,
    r.ordered_on,
    r.effective_due_on,
    r.rectified_on,
    r.outcome_code,
    o.title_zh as outcome_zh,
    o.title_en as outcome_en,
    r.overdue_days
from public.exposures as e
left join public.rectifications as r on e.exposure_id = r.exposure_id
inner join public.towns as t on e.town_code = t.town_code
inner join public.sectors as s on e.sector_code = s.sector_code
inner join public.venue_types as v on e.venue_type_code = v.venue_type_code
left join public.hazard_types as h on r.hazard_type_code = h.hazard_type_code
left join public.hazard_levels as l on r.hazard_level_code = l.hazard_level_code
left join public.outcomes as o on r.outcome_code = o.outcome_code
order by e.exposure_id, item_no
