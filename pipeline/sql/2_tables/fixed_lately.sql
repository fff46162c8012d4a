-- 本周和上周改好的隐患
-- Hazards put right this week and last
--
-- 本周和上周有哪些隐患复查合格，改了多少天？按复查合格的日期归入星期一开始的一周，不按公布日期；只含目前公开的案例。
-- Which hazards passed their recheck this week or last, and how long did it take? They are put in the week, beginning on Monday, in which they passed, whenever they were published; only exposures published at present are included.
--
-- key: item_id
-- made of: rectifications where item_id = $item_id
-- made of: exposures where exposure_id = $exposure_id
-- bulletin_id: 周次 — 复查合格的那一周，用 ISO 8601 的年和周次表示，与简报的编号相同 | Week — the week in which the recheck was passed, by ISO 8601 year and week; the same number as its bulletin
-- fixed_on: 改好日期 — 复查合格的日期；销案而没有复查日期的为整改完成日 | Put right on — the date the recheck was passed; the date of completion where a case was closed without one
-- effective_due_on: 现行期限 — 延期后的期限；没有延期的为原期限 | Effective deadline — the extended deadline, or the original one where there was no extension
-- rectify_days (天 days): 整改用时 — 责令之日至整改完成日的天数，当日完成为0 | Days to rectify — days from the order to the completed rectification, 0 for the same day
-- days_late (天 days): 迟了 — 整改完成日超过现行期限的天数；按期的为0 | Days late — days from the effective deadline to the completed rectification; 0 when on time
with
fixed_items as (
    select
        r.item_id,
        coalesce(r.rechecked_on, r.rectified_on) as fixed_on,
        greatest(date_diff('day', r.effective_due_on, r.rectified_on), 0) as days_late
    from public.rectifications as r
    where r.outcome_code in ('on_time', 'late')
)

select
    f.item_id,
    r.exposure_id,
    e.unit_name,
    e.town_code,
    e.sector_code,
    e.venue_type_code,
    r.hazard_type_code,
    r.hazard_level_code,
    r.finding,
    r.ordered_on,
    r.effective_due_on,
    r.rectified_on,
    f.fixed_on,
    strftime(f.fixed_on, '%G-W%V') as bulletin_id,
    r.outcome_code,
    r.rectify_days,
    f.days_late
from fixed_items as f
inner join public.rectifications as r on f.item_id = r.item_id
inner join public.exposures as e on r.exposure_id = e.exposure_id
cross join catalog.build as b
where
    f.fixed_on >= date_trunc('week', b.as_of) - interval 7 days
    and f.fixed_on <= b.as_of
order by f.fixed_on desc, f.item_id
