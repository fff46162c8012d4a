-- 多次曝光的单位
-- Units exposed more than once
--
-- 哪些单位曝光了两次以上，各次的隐患整改得怎样？只是计数，不是对单位的评价。
-- Which units have been exposed more than once, and how did the hazards turn out? These are counts, not a verdict on any unit.
--
-- key: uscc
-- made of: exposures where uscc = $uscc
-- made of: rectifications where exposure_id in (select exposure_id from public.exposures where uscc = $uscc)
-- unit_name: 单位名称 — 最近一起案例中的名称；先前的名称可能不同 | Unit — the name in the latest exposure; earlier names may differ
-- exposures (起 cases): 曝光案例 — 同一统一社会信用代码目前公开的案例，两起以上才列入；没有代码的不计，已撤回和公布期满的不计 | Exposures — exposures of one credit code published at present, listed from two up; units without a code are left out, and so are withdrawn and expired exposures
-- towns (个 towns): 涉及街镇 — 这些案例所在的不同街镇 | Towns — the different towns of those exposures
-- hazard_items (项 items): 隐患 — 这些案例的隐患；已撤回的项不计 | Hazard items — the hazards of those exposures; withdrawn items are not counted
-- major_hazard_items (项 items): 重大隐患 — 级别为重大事故隐患或者重大火灾隐患的项 | Major hazards — items graded as major accident hazards or major fire hazards
-- rectified_items (项 items): 已整改 — 按期整改与逾期后整改之和 | Rectified — rectified on time plus rectified late
-- overdue_items (项 items): 逾期未改 — 现行期限已过，仍未公布整改完毕；待复查和未公布后续的不计 | Overdue — the effective deadline has passed and no completed rectification is published; items awaiting recheck or without follow-up are not counted
-- relapsed_items (项 items): 反弹 — 整改后再次出现的隐患，按再次出现的项计；先前的项已不公开的不计 | Relapses — hazards that came back, counted at the later item; not counted where the earlier item is no longer public
-- earliest_published_on: 最早公布日期 — 第一起案例所属通报的公布日期 | Earliest publication — the date of the notice of the first exposure
-- latest_published_on: 最近公布日期 — 最近一起案例所属通报的公布日期 | Latest publication — the date of the notice of the latest exposure
with
units_exposed_again as (
    select
        e.uscc,
        arg_max(e.unit_name, row(e.published_on, e.exposure_id)) as unit_name,
        count(*) as exposures,
        count(distinct e.town_code) as towns,
        min(e.published_on) as earliest_published_on,
        max(e.published_on) as latest_published_on
    from public.exposures as e
    where e.uscc is not null
    group by e.uscc
    having count(*) >= 2
),

units_with_items as (
    select
        u.uscc,
        count(r.item_id) as hazard_items,
        count(r.item_id) filter (where l.is_major) as major_hazard_items,
        count(*) filter (where r.outcome_code in ('on_time', 'late')) as rectified_items,
        count(*) filter (where r.outcome_code = 'overdue') as overdue_items,
        count(r.relapse_of_item_id) as relapsed_items
    from units_exposed_again as u
    inner join public.exposures as e on u.uscc = e.uscc
    left join public.rectifications as r on e.exposure_id = r.exposure_id
    left join public.hazard_levels as l on r.hazard_level_code = l.hazard_level_code
    group by u.uscc
)

select
    u.uscc,
    u.unit_name,
    u.exposures,
    u.towns,
    i.hazard_items,
    i.major_hazard_items,
    i.rectified_items,
    i.overdue_items,
    i.relapsed_items,
    u.earliest_published_on,
    u.latest_published_on
from units_exposed_again as u
inner join units_with_items as i on u.uscc = i.uscc
order by u.exposures desc, u.uscc
