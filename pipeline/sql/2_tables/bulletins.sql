-- 每周和每月的数字
-- Week by week and month by month
--
-- 每一周、每一个月公布了什么，改好了多少，又有多少逾期？每件事计入它发生的那一天，依据目前公开的记录；以后补充或者撤下记录，以前各期会随之变动。
-- What was published in each week and each month, how much was put right, and how much fell overdue? Everything counts on the day on which it happened, from the records published at present; earlier rows change when records are added or taken down.
--
-- key: bulletin_id
-- made of: notices where published_on between $from_on and $to_on
-- made of: exposures where first_published_on between $from_on and $to_on
-- made of: rectifications where exposure_id in (select exposure_id from public.exposures where first_published_on between $from_on and $to_on) or outcome_code in ('on_time', 'late') and coalesce(rechecked_on, rectified_on) between $from_on and $to_on or outcome_code in ('on_time', 'late', 'overdue') and effective_due_on between $from_on and $to_on or outcome_code in ('late', 'overdue') and (effective_due_on + 1 between $from_on and $to_on or effective_due_on < $to_on and (outcome_code = 'overdue' or rectified_on > $to_on))
-- made of: penalties where published_on between $from_on and $to_on
-- made of: withdrawals where ended_on between $from_on and $to_on
-- bulletin_id: 期号 — 周为 ISO 8601 的年和周次（2026-W47），月为年和月（2026-10） | Number — a week by its ISO 8601 year and week (2026-W47), a month by year and month (2026-10)
-- period: 周期 — week：星期一至星期日；month：公历月 | Period — week: Monday to Sunday; month: a calendar month
-- from_on: 起 — 本期第一天 | From — the first day of the period
-- to_on: 止 — 本期最后一天；尚未结束的也写到最后一天 | To — the last day of the period, also of one that has not ended
-- is_complete: 是否完整 — 数据截止日已经过了本期最后一天 | Complete — the date of the data lies after the last day of the period
-- days_covered (天 days): 已计天数 — 本期第一天至数据截止日或者本期最后一天，取较早的一天 | Days covered — from the first day to the date of the data or the last day, whichever is earlier
-- previous_id: 上期 — 前一周或者前一个月的期号；最早的一期为空 | Period before — the number of the week or month before; empty for the first
-- year_before_id: 上年同期 — 52周以前的一周，或者上一年的同一个月；没有数据的为空 | Year before — the week 52 weeks earlier, or the same month of the year before; empty where there are no data
-- notices (份 notices): 通报 — 本期公布、目前公开的通报 | Notices — published in the period and still published
-- exposures (起 cases): 曝光案例 — 本期首次公布、目前公开的案例 | Exposures — first published in the period and still published
-- hazard_items (项 items): 隐患 — 这些案例列出的隐患；已撤回的项不计 | Hazard items — listed in those exposures; withdrawn items are not counted
-- major_hazard_items (项 items): 重大隐患 — 其中级别为重大事故隐患或者重大火灾隐患的项 | Major hazards — those graded as major accident hazards or major fire hazards
-- other_hazard_items (项 items): 其他隐患 — 其中级别不是重大的项 | Other hazards — those not graded as major
-- fixed_items (项 items): 改好 — 本期复查合格的隐患，不论何时公布；销案而没有复查日期的按整改完成日计；停业、搬迁、拆除的不计 | Put right — hazards that passed their recheck in the period, whenever they were published; cases closed without a recheck date count at completion; hazards that ceased, moved or were demolished do not count
-- fixed_on_time_items (项 items): 按期改好 — 其中整改完成日不晚于现行期限的项 | Put right on time — those completed by the effective deadline
-- fixed_late_items (项 items): 逾期后改好 — 其中整改完成日晚于现行期限的项 | Put right late — those completed after the effective deadline
-- median_days (天 days): 整改用时中位数 — 本期改好的隐患从责令到整改完成的天数，半数不超过此数；没有时为空 | Median days to rectify — half of the hazards put right in the period took no longer than this from order to completion; empty where there are none
-- fell_overdue_items (项 items): 新逾期 — 现行期限的次日在本期、当时尚未整改完成的项；后来改好的也计，待复查和未公布后续的不计 | Fell overdue — items whose first day past the effective deadline lies in the period and that were not put right by then; those put right since are counted, items awaiting recheck or without follow-up are not
-- overdue_items (项 items): 期末逾期未改 — 本期最后一天（没有结束的，到数据截止日）已过现行期限而尚未整改完成的项，口径同上 | Overdue at the end — items past their effective deadline and not put right on the last day of the period (or on the date of the data), counted as above
-- due_items (项 items): 期限到期 — 现行期限在本期并且已过、结果已定的项：按期整改、逾期后整改和逾期未改之和 | Deadlines passed — items whose effective deadline lies in the period and has passed and whose outcome is decided: on time, late or overdue
-- due_met_items (项 items): 按期完成 — 其中按期整改的项 | Deadlines met — those rectified on time
-- due_met_rate_percent (% %): 按期率 — 按期完成 ÷ 期限到期，保留一位小数；没有到期的为空 | On-time rate — deadlines met ÷ deadlines passed, to one decimal place; empty where none passed
-- penalties (项 lines): 处罚 — 本期公布、目前仍在公示的处罚，逐项计；公示期满的不计，不能与往期比较 | Penalties — published in the period and still published, line by line; expired ones are not counted, so periods cannot be compared
-- fines_yuan (元 yuan): 罚款 — 上述处罚的罚款金额之和 | Fines — the sum of the fines in those penalties
-- withdrawn_records (条 records): 撤回 — 本期撤回的通报、案例和处罚 | Withdrawn — notices, exposures and penalties withdrawn in the period
-- expired_records (条 records): 期满 — 本期公示期满的案例和处罚 | Expired — exposures and penalties whose term of publication ended in the period
-- top_town_code: 隐患最多的街镇 — 本期公布的隐患最多的街镇；并列第一的为空 | Town with the most hazards — among the hazards published in the period; empty where several come first
-- top_town_items (项 items): 该街镇的隐患 — 本期公布的项数 | Hazards in that town — published in the period
-- top_hazard_type_code: 最多的隐患类型 — 本期公布的隐患中最多的一类；并列第一的为空 | Most frequent type of hazard — among the hazards published in the period; empty where several come first
-- top_hazard_type_items (项 items): 该类型的隐患 — 本期公布的项数 | Hazards of that type — published in the period
-- latest_item_id: 拖得最久才改好的一项 — 本期改好的隐患中整改完成日超过现行期限最多的；没有逾期的，或者并列第一的为空 | Put right the latest — of the hazards put right in the period, the one completed the most days after its effective deadline; empty where none was late or several come first
-- latest_days (天 days): 迟了 — 该项整改完成日超过现行期限的天数 | Days late — days from the effective deadline of that item to its completion
-- hazard_items_rank: 隐患名次 — 本期的隐患项数在本期和此前51周（或者11个月）中排第几，最多的为1；本期没有结束或者此前不足一年的为空 | Rank by hazard items — place among this period and the 51 weeks (or 11 months) before, 1 being the most; empty for a period that has not ended or has less than a year before it
-- fixed_items_rank: 改好名次 — 同上，按改好的项数 | Rank by hazards put right — the same, by hazards put right
-- fell_overdue_items_rank: 新逾期名次 — 同上，按新逾期的项数 | Rank by hazards fallen overdue — the same, by hazards that fell overdue
with
-- Records that have ended keep the first period: an address once published stays.
first_publications as (
    select e.first_published_on
    from public.exposures as e
    union all
    select w.first_published_on
    from public.withdrawals as w
    where w.dataset = 'exposures'
),

first_days as (
    select min(p.first_published_on) as first_on
    from first_publications as p
),

days as (
    select s.moment::date as day_on
    from first_days as f
    cross join catalog.build as b
    cross join unnest(generate_series(f.first_on, b.as_of, interval 1 day)) as s (moment)
),

periods as (
    select distinct
        strftime(d.day_on, '%G-W%V') as bulletin_id,
        'week' as period,
        date_trunc('week', d.day_on)::date as from_on,
        date_trunc('week', d.day_on)::date + 6 as to_on,
        strftime(d.day_on - 7, '%G-W%V') as previous_id,
        strftime(d.day_on - 364, '%G-W%V') as year_before_id,
        51 as periods_before
    from days as d
    union all
    select distinct
        strftime(d.day_on, '%Y-%m') as bulletin_id,
        'month' as period,
        date_trunc('month', d.day_on)::date as from_on,
        last_day(d.day_on) as to_on,
        strftime(date_trunc('month', d.day_on) - interval 1 month, '%Y-%m') as previous_id,
        strftime(date_trunc('month', d.day_on) - interval 1 year, '%Y-%m') as year_before_id,
        11 as periods_before
    from days as d
),

items as (
    select
        r.item_id,
        r.hazard_type_code,
        e.town_code,
        e.first_published_on,
        l.is_major,
        r.outcome_code,
        r.rectify_days,
        r.effective_due_on,
        r.rectified_on,
        case when r.outcome_code in ('on_time', 'late') then coalesce(r.rechecked_on, r.rectified_on) end as fixed_on,
        case when r.outcome_code = 'late' then date_diff('day', r.effective_due_on, r.rectified_on) end as days_late,
        case when r.outcome_code in ('late', 'overdue') then r.effective_due_on + 1 end as fell_overdue_on,
        case
            when r.outcome_code in ('on_time', 'late', 'overdue') and r.effective_due_on < b.as_of
                then r.effective_due_on
        end as decided_on
    from public.rectifications as r
    inner join public.exposures as e on r.exposure_id = e.exposure_id
    inner join public.hazard_levels as l on r.hazard_level_code = l.hazard_level_code
    cross join catalog.build as b
),

notice_counts as (
    select
        p.bulletin_id,
        count(*) as notices
    from periods as p
    inner join public.notices as n on n.published_on between p.from_on and p.to_on
    group by p.bulletin_id
),

exposure_counts as (
    select
        p.bulletin_id,
        count(*) as exposures
    from periods as p
    inner join public.exposures as e on e.first_published_on between p.from_on and p.to_on
    group by p.bulletin_id
),

found_counts as (
    select
        p.bulletin_id,
        count(*) as hazard_items,
        count(*) filter (where i.is_major) as major_hazard_items,
        count(*) filter (where not i.is_major) as other_hazard_items
    from periods as p
    inner join items as i on i.first_published_on between p.from_on and p.to_on
    group by p.bulletin_id
),

fixed_counts as (
    select
        p.bulletin_id,
        count(*) as fixed_items,
        count(*) filter (where i.outcome_code = 'on_time') as fixed_on_time_items,
        count(*) filter (where i.outcome_code = 'late') as fixed_late_items,
        percentile_disc(0.5) within group (order by i.rectify_days) as median_days
    from periods as p
    inner join items as i on i.fixed_on between p.from_on and p.to_on
    group by p.bulletin_id
),

fallen_counts as (
    select
        p.bulletin_id,
        count(*) as fell_overdue_items
    from periods as p
    inner join items as i on i.fell_overdue_on between p.from_on and p.to_on
    group by p.bulletin_id
),

overdue_counts as (
    select
        p.bulletin_id,
        count(*) as overdue_items
    from periods as p
    cross join catalog.build as b
    inner join items as i
        on i.fell_overdue_on <= least(p.to_on, b.as_of)
        and (i.outcome_code = 'overdue' or i.rectified_on > least(p.to_on, b.as_of))
    group by p.bulletin_id
),

due_counts as (
    select
        p.bulletin_id,
        count(*) as due_items,
        count(*) filter (where i.outcome_code = 'on_time') as due_met_items
    from periods as p
    inner join items as i on i.decided_on between p.from_on and p.to_on
    group by p.bulletin_id
),

penalty_counts as (
    select
        p.bulletin_id,
        count(*) as penalties,
        coalesce(sum(y.amount_yuan), 0)::bigint as fines_yuan
    from periods as p
    inner join public.penalties as y on y.published_on between p.from_on and p.to_on
    group by p.bulletin_id
),

ended_counts as (
    select
        p.bulletin_id,
        count(*) filter (where w.ending = 'withdrawn') as withdrawn_records,
        count(*) filter (where w.ending = 'expired') as expired_records
    from periods as p
    inner join public.withdrawals as w on w.ended_on between p.from_on and p.to_on
    group by p.bulletin_id
),

towns_in_order as (
    select
        p.bulletin_id,
        i.town_code,
        count(*) as town_items,
        rank() over (partition by p.bulletin_id order by count(*) desc) as place
    from periods as p
    inner join items as i on i.first_published_on between p.from_on and p.to_on
    group by p.bulletin_id, i.town_code
),

top_towns as (
    select
        t.bulletin_id,
        min(t.town_code) as top_town_code,
        min(t.town_items) as top_town_items
    from towns_in_order as t
    where t.place = 1
    group by t.bulletin_id
    having count(*) = 1
),

types_in_order as (
    select
        p.bulletin_id,
        i.hazard_type_code,
        count(*) as type_items,
        rank() over (partition by p.bulletin_id order by count(*) desc) as place
    from periods as p
    inner join items as i on i.first_published_on between p.from_on and p.to_on
    group by p.bulletin_id, i.hazard_type_code
),

top_types as (
    select
        t.bulletin_id,
        min(t.hazard_type_code) as top_hazard_type_code,
        min(t.type_items) as top_hazard_type_items
    from types_in_order as t
    where t.place = 1
    group by t.bulletin_id
    having count(*) = 1
),

late_items_in_order as (
    select
        p.bulletin_id,
        i.item_id,
        i.days_late,
        rank() over (partition by p.bulletin_id order by i.days_late desc) as place
    from periods as p
    inner join items as i on i.fixed_on between p.from_on and p.to_on
    where i.days_late > 0
),

latest_items as (
    select
        l.bulletin_id,
        min(l.item_id) as latest_item_id,
        min(l.days_late) as latest_days
    from late_items_in_order as l
    where l.place = 1
    group by l.bulletin_id
    having count(*) = 1
),

counts as (
    select
        p.bulletin_id,
        p.period,
        p.from_on,
        p.to_on,
        p.to_on < b.as_of as is_complete,
        date_diff('day', p.from_on, least(p.to_on, b.as_of)) + 1 as days_covered,
        p.previous_id,
        p.year_before_id,
        p.periods_before,
        coalesce(n.notices, 0) as notices,
        coalesce(e.exposures, 0) as exposures,
        coalesce(h.hazard_items, 0) as hazard_items,
        coalesce(h.major_hazard_items, 0) as major_hazard_items,
        coalesce(h.other_hazard_items, 0) as other_hazard_items,
        coalesce(f.fixed_items, 0) as fixed_items,
        coalesce(f.fixed_on_time_items, 0) as fixed_on_time_items,
        coalesce(f.fixed_late_items, 0) as fixed_late_items,
        f.median_days,
        coalesce(o.fell_overdue_items, 0) as fell_overdue_items,
        coalesce(v.overdue_items, 0) as overdue_items,
        coalesce(d.due_items, 0) as due_items,
        coalesce(d.due_met_items, 0) as due_met_items,
        coalesce(y.penalties, 0) as penalties,
        coalesce(y.fines_yuan, 0) as fines_yuan,
        coalesce(w.withdrawn_records, 0) as withdrawn_records,
        coalesce(w.expired_records, 0) as expired_records
    from periods as p
    cross join catalog.build as b
    left join notice_counts as n on p.bulletin_id = n.bulletin_id
    left join exposure_counts as e on p.bulletin_id = e.bulletin_id
    left join found_counts as h on p.bulletin_id = h.bulletin_id
    left join fixed_counts as f on p.bulletin_id = f.bulletin_id
    left join fallen_counts as o on p.bulletin_id = o.bulletin_id
    left join overdue_counts as v on p.bulletin_id = v.bulletin_id
    left join due_counts as d on p.bulletin_id = d.bulletin_id
    left join penalty_counts as y on p.bulletin_id = y.bulletin_id
    left join ended_counts as w on p.bulletin_id = w.bulletin_id
),

counts_in_order as (
    select
        c.bulletin_id,
        c.period,
        c.hazard_items,
        c.fixed_items,
        c.fell_overdue_items,
        c.periods_before,
        row_number() over (partition by c.period order by c.from_on) as place
    from counts as c
    where c.is_complete
),

ranks as (
    select
        c.bulletin_id,
        1 + count(*) filter (where o.hazard_items > c.hazard_items) as hazard_items_rank,
        1 + count(*) filter (where o.fixed_items > c.fixed_items) as fixed_items_rank,
        1 + count(*) filter (where o.fell_overdue_items > c.fell_overdue_items) as fell_overdue_items_rank
    from counts_in_order as c
    inner join counts_in_order as o
        on c.period = o.period
        and o.place between c.place - c.periods_before and c.place
    where c.place > c.periods_before
    group by c.bulletin_id
)

select
    c.bulletin_id,
    c.period,
    c.from_on,
    c.to_on,
    c.is_complete,
    c.days_covered,
    p.bulletin_id as previous_id,
    y.bulletin_id as year_before_id,
    c.notices,
    c.exposures,
    c.hazard_items,
    c.major_hazard_items,
    c.other_hazard_items,
    c.fixed_items,
    c.fixed_on_time_items,
    c.fixed_late_items,
    c.median_days,
    c.fell_overdue_items,
    c.overdue_items,
    c.due_items,
    c.due_met_items,
    (100.0 * c.due_met_items / nullif(c.due_items, 0))::decimal(5, 1) as due_met_rate_percent,
    c.penalties,
    c.fines_yuan,
    c.withdrawn_records,
    c.expired_records,
    t.top_town_code,
    t.top_town_items,
    h.top_hazard_type_code,
    h.top_hazard_type_items,
    l.latest_item_id,
    l.latest_days,
    r.hazard_items_rank,
    r.fixed_items_rank,
    r.fell_overdue_items_rank
from counts as c
left join periods as p on c.previous_id = p.bulletin_id
left join periods as y on c.year_before_id = y.bulletin_id
left join top_towns as t on c.bulletin_id = t.bulletin_id
left join top_types as h on c.bulletin_id = h.bulletin_id
left join latest_items as l on c.bulletin_id = l.bulletin_id
left join ranks as r on c.bulletin_id = r.bulletin_id
order by c.to_on desc, c.period desc
