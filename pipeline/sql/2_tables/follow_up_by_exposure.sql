-- 各起案例的后续情况
-- Follow-up of each exposure
--
-- 每起曝光案例有几项隐患，各是什么结果，公布以后有没有下文？
-- How many hazards does each exposure list, how has each turned out, and has anything been published since?
--
-- key: exposure_id
-- made of: exposures where exposure_id = $exposure_id
-- made of: rectifications where exposure_id = $exposure_id
-- made of: penalties where exposure_id = $exposure_id
-- town_zh: 街镇 — 街道或者镇的中文名称 | Town in Chinese — the Chinese name of the town or subdistrict
-- town_en: 街镇英文名 — 街道或者镇的英文名称 | Town — the English name of the town or subdistrict
-- sector_zh: 行业 — 行业门类的中文名称 | Sector in Chinese — the Chinese name of the section of the classification
-- sector_en: 行业英文名 — 行业门类的英文名称 | Sector — the English name of the section of the classification
-- venue_type_zh: 场所类型 — 场所类型的中文名称 | Venue type in Chinese — the Chinese name of the kind of premises
-- venue_type_en: 场所类型英文名 — 场所类型的英文名称 | Venue type — the English name of the kind of premises
-- published_on: 公布日期 — 所属通报的公布日期 | Published on — the date of the notice the exposure belongs to
-- hazard_items (项 items): 隐患 — 本案例中逐项列出的隐患；已撤回的项不计 | Hazard items — hazards listed one by one in this exposure; withdrawn items are not counted
-- major_hazard_items (项 items): 重大隐患 — 级别为重大事故隐患或者重大火灾隐患的项 | Major hazards — items graded as major accident hazards or major fire hazards
-- rectified_items (项 items): 已整改 — 按期整改与逾期后整改之和 | Rectified — rectified on time plus rectified late
-- on_time_items (项 items): 按期整改 — 复查合格或者已销案，整改完成日不晚于现行期限 | Rectified on time — recheck passed or case closed, completed by the effective deadline
-- late_items (项 items): 逾期后整改 — 复查合格或者已销案，整改完成日晚于现行期限 | Rectified late — recheck passed or case closed, completed after the effective deadline
-- ceased_items (项 items): 停业搬迁拆除 — 因停业、搬迁或者拆除而结束；不算已整改 | Ceased or moved — ended because the unit closed or moved away or the structure was demolished; not counted as rectified
-- awaiting_recheck_items (项 items): 待复查 — 单位报告已经整改，尚未公布复查结果 | Awaiting recheck — reported as put right with no recheck result published
-- in_rectification_items (项 items): 整改中 — 尚未整改完毕，现行期限未到或者没有公布期限 | In rectification — not yet put right, and the effective deadline has not passed or none is published
-- overdue_items (项 items): 逾期未改 — 现行期限已过，仍未公布整改完毕；待复查和未公布后续的不计 | Overdue — the effective deadline has passed and no completed rectification is published; items awaiting recheck or without follow-up are not counted
-- longest_overdue_days (天 days): 最长逾期 — 逾期最久的一项的逾期天数；没有逾期的为空 | Longest overdue — days overdue of the item overdue the longest; empty where none is overdue
-- no_follow_up_items (项 items): 未公布后续 — 曝光以后没有公布任何整改情况；不等于没有整改 | No follow-up — nothing published about the item since it was exposed; this does not mean nothing was done
-- follow_up_state: 后续情况 — none_published：没有一项公布过后续；all_closed：每一项都已整改，或者停业、搬迁、拆除；partly：介于两者之间；没有隐患的为空 | Follow-up — none_published: nothing published about any item; all_closed: every item rectified, ceased, moved or demolished; partly: anything between; empty where there are no items
-- updated_on: 最近变动日期 — 首次公布、责令、报告整改、整改完成、复查、逾期第一天和公布处罚各日期中最近的一天；数据里没有各项内容录入的日期 | Last changed on — the latest of the dates of first publication, order, reported rectification, completion, recheck, first day overdue and publication of a penalty; the data do not record when each fact was entered
with
exposures_with_counts as (
    select
        e.exposure_id,
        e.notice_id,
        e.unit_name,
        e.uscc,
        e.town_code,
        e.sector_code,
        e.venue_type_code,
        e.published_on,
        e.first_published_on,
        count(r.item_id) as hazard_items,
        count(r.item_id) filter (where l.is_major) as major_hazard_items,
        count(*) filter (where r.outcome_code in ('on_time', 'late')) as rectified_items,
        count(*) filter (where r.outcome_code = 'on_time') as on_time_items,
        count(*) filter (where r.outcome_code = 'late') as late_items,
        count(*) filter (where r.outcome_code = 'ceased') as ceased_items,
        count(*) filter (where r.outcome_code = 'awaiting_recheck') as awaiting_recheck_items,
        count(*) filter (where r.outcome_code = 'in_rectification') as in_rectification_items,
        count(*) filter (where r.outcome_code = 'overdue') as overdue_items,
        max(r.overdue_days) as longest_overdue_days,
        count(*) filter (where r.outcome_code = 'no_follow_up') as no_follow_up_items,
        count(*) filter (where r.is_closed) as closed_items,
        max(greatest(
            e.first_published_on,
            r.ordered_on,
            r.claimed_on,
            r.rectified_on,
            r.rechecked_on,
            case when r.outcome_code = 'overdue' then r.effective_due_on + 1 end
        )) as changed_on
    from public.exposures as e
    left join public.rectifications as r on e.exposure_id = r.exposure_id
    left join public.hazard_levels as l on r.hazard_level_code = l.hazard_level_code
    group by
        e.exposure_id, e.notice_id, e.unit_name, e.uscc, e.town_code, e.sector_code,
        e.venue_type_code, e.published_on, e.first_published_on
),

penalties_by_exposure as (
    select
        p.exposure_id,
        max(p.published_on) as penalised_on
    from public.penalties as p
    group by p.exposure_id
)

select
    c.exposure_id,
    c.notice_id,
    c.unit_name,
    c.uscc,
    c.town_code,
    t.title_zh as town_zh,
    t.title_en as town_en,
    c.sector_code,
    s.title_zh as sector_zh,
    s.title_en as sector_en,
    c.venue_type_code,
    v.title_zh as venue_type_zh,
    v.title_en as venue_type_en,
    c.published_on,
    c.first_published_on,
    c.hazard_items,
    c.major_hazard_items,
    c.rectified_items,
    c.on_time_items,
    c.late_items,
    c.ceased_items,
    c.awaiting_recheck_items,
    c.in_rectification_items,
    c.overdue_items,
    c.longest_overdue_days,
    c.no_follow_up_items,
    case
        when c.hazard_items = 0 then null
        when c.no_follow_up_items = c.hazard_items then 'none_published'
        when c.closed_items = c.hazard_items then 'all_closed'
        else 'partly'
    end as follow_up_state,
    greatest(c.changed_on, p.penalised_on) as updated_on
from exposures_with_counts as c
left join penalties_by_exposure as p on c.exposure_id = p.exposure_id
inner join public.towns as t on c.town_code = t.town_code
inner join public.sectors as s on c.sector_code = s.sector_code
inner join public.venue_types as v on c.venue_type_code = v.venue_type_code
order by c.exposure_id
