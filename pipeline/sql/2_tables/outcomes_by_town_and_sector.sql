-- 各街镇各行业整改情况
-- Rectification by town and sector
--
-- 一个街镇的一个行业曝光了多少案例和隐患，整改得怎样？只列有案例的组合。
-- How many exposures and hazards does each sector of each town have, and how have they turned out? Only combinations with exposures are listed.
--
-- key: town_code, sector_code
-- made of: exposures where town_code = $town_code and sector_code = $sector_code
-- made of: rectifications where exposure_id in (select exposure_id from public.exposures where town_code = $town_code and sector_code = $sector_code)
-- town_zh: 街镇 — 街道或者镇的中文名称 | Town in Chinese — the Chinese name of the town or subdistrict
-- town_en: 街镇英文名 — 街道或者镇的英文名称 | Town — the English name of the town or subdistrict
-- sector_zh: 行业 — 行业门类的中文名称 | Sector in Chinese — the Chinese name of the section of the classification
-- sector_en: 行业英文名 — 行业门类的英文名称 | Sector — the English name of the section of the classification
-- exposures (起 cases): 曝光案例 — 目前公开的案例；已撤回和公布期满的不计 | Exposures — exposures published at present; withdrawn and expired ones are not counted
-- hazard_items (项 items): 隐患 — 公开案例中逐项列出的隐患；已撤回的项不计 | Hazard items — hazards listed one by one in the published exposures; withdrawn items are not counted
-- major_hazard_items (项 items): 重大隐患 — 级别为重大事故隐患或者重大火灾隐患的项；区域性火灾隐患和未判定的不计 | Major hazards — items graded as major accident hazards or major fire hazards; area-wide fire hazards and ungraded items are not counted
-- rectified_items (项 items): 已整改 — 按期整改与逾期后整改之和；待复查的和因停业、搬迁或拆除而结束的不计 | Rectified — rectified on time plus rectified late; items awaiting recheck and items that ceased, moved or were demolished are not counted
-- on_time_items (项 items): 按期整改 — 复查合格或者已销案，整改完成日不晚于现行期限 | Rectified on time — recheck passed or case closed, completed by the effective deadline
-- late_items (项 items): 逾期后整改 — 复查合格或者已销案，整改完成日晚于现行期限 | Rectified late — recheck passed or case closed, completed after the effective deadline
-- ceased_items (项 items): 停业搬迁拆除 — 因停业、搬迁或者拆除而结束；不算已整改 | Ceased or moved — ended because the unit closed or moved away or the structure was demolished; not counted as rectified
-- awaiting_recheck_items (项 items): 待复查 — 单位报告已经整改，尚未公布复查结果；期限已过的也计在这里，不算逾期未改 | Awaiting recheck — reported as put right with no recheck result published; counted here and not as overdue even past the deadline
-- in_rectification_items (项 items): 整改中 — 尚未整改完毕，现行期限未到或者没有公布期限 | In rectification — not yet put right, and the effective deadline has not passed or none is published
-- overdue_items (项 items): 逾期未改 — 现行期限已过，仍未公布整改完毕；待复查和未公布后续的不计 | Overdue — the effective deadline has passed and no completed rectification is published; items awaiting recheck or without follow-up are not counted
-- no_follow_up_items (项 items): 未公布后续 — 曝光以后没有公布任何整改情况；不等于没有整改，也不算逾期未改 | No follow-up — nothing published about the item since it was exposed; this does not mean nothing was done, and it is not counted as overdue
with
places_with_counts as (
    select
        e.town_code,
        e.sector_code,
        count(distinct e.exposure_id) as exposures,
        count(r.item_id) as hazard_items,
        count(r.item_id) filter (where l.is_major) as major_hazard_items,
        count(*) filter (where r.outcome_code in ('on_time', 'late')) as rectified_items,
        count(*) filter (where r.outcome_code = 'on_time') as on_time_items,
        count(*) filter (where r.outcome_code = 'late') as late_items,
        count(*) filter (where r.outcome_code = 'ceased') as ceased_items,
        count(*) filter (where r.outcome_code = 'awaiting_recheck') as awaiting_recheck_items,
        count(*) filter (where r.outcome_code = 'in_rectification') as in_rectification_items,
        count(*) filter (where r.outcome_code = 'overdue') as overdue_items,
        count(*) filter (where r.outcome_code = 'no_follow_up') as no_follow_up_items
    from public.exposures as e
    left join public.rectifications as r on e.exposure_id = r.exposure_id
    left join public.hazard_levels as l on r.hazard_level_code = l.hazard_level_code
    group by e.town_code, e.sector_code
)

select
    c.town_code,
    t.title_zh as town_zh,
    t.title_en as town_en,
    c.sector_code,
    s.title_zh as sector_zh,
    s.title_en as sector_en,
    c.exposures,
    c.hazard_items,
    c.major_hazard_items,
    c.rectified_items,
    c.on_time_items,
    c.late_items,
    c.ceased_items,
    c.awaiting_recheck_items,
    c.in_rectification_items,
    c.overdue_items,
    c.no_follow_up_items
from places_with_counts as c
inner join public.towns as t on c.town_code = t.town_code
inner join public.sectors as s on c.sector_code = s.sector_code
order by c.town_code, c.sector_code
