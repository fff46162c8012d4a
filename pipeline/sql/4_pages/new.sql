-- 逐月更新
-- What was new, month by month
--
-- 每个月一页，逐日列出新公布的案例和处罚、撤下的记录；没有的月份也有一页。案例按首次公布的日期，不按检查或者通报的日期。
-- One page per month, also of one without any: the exposures and penalties published and the records taken down, day by day. An exposure stands at the day it was first published, not that of its inspection or its notice.
with
exposures_by_day as (
    select
        f.first_published_on as day_on,
        list(
            {
                'exposure_id': f.exposure_id,
                'unit_name': f.unit_name,
                'town': {'zh': t.title_zh, 'en': t.title_en},
                'hazard_items': f.hazard_items,
                'major_hazard_items': f.major_hazard_items
            }
            order by f.exposure_id
        ) as exposures
    from tables.follow_up_by_exposure as f
    inner join public.towns as t on f.town_code = t.town_code
    group by f.first_published_on
),

penalties_by_day as (
    select
        p.published_on as day_on,
        list(
            {
                'penalty_id': p.penalty_id,
                'exposure_id': p.exposure_id,
                'party_name': p.party_name,
                'kind': {'zh': k.title_zh, 'en': k.title_en},
                'amount_yuan': p.amount_yuan
            }
            order by p.penalty_id
        ) as penalties
    from public.penalties as p
    inner join public.penalty_kinds as k on p.penalty_kind_code = k.penalty_kind_code
    group by p.published_on
),

endings_by_day as (
    select
        w.ended_on as day_on,
        list(
            {'dataset': w.dataset, 'record_id': w.record_id, 'ending': w.ending}
            order by w.dataset, w.record_id
        ) as endings
    from public.withdrawals as w
    group by w.ended_on
),

days as (
    select
        day_on,
        date_trunc('month', day_on)::date as month_on,
        coalesce(e.exposures, []) as exposures,
        coalesce(p.penalties, []) as penalties,
        coalesce(w.endings, []) as endings
    from exposures_by_day as e
    full join penalties_by_day as p using (day_on)
    full join endings_by_day as w using (day_on)
),

-- Days on which nothing came lead to the next one on which something did.
days_in_order as (
    select
        d.day_on,
        d.month_on,
        d.exposures,
        d.penalties,
        d.endings,
        coalesce(
            lag(d.day_on) over (partition by d.month_on order by d.day_on) + 1,
            d.month_on
        ) as since_on
    from days as d
),

-- Records that have ended keep their month: an address once published stays.
first_publications as (
    select e.first_published_on as published_on
    from public.exposures as e
    union all
    select p.published_on
    from public.penalties as p
    union all
    select w.first_published_on as published_on
    from public.withdrawals as w
),

first_months as (
    select date_trunc('month', min(p.published_on)) as first_month
    from first_publications as p
),

months as (
    select unnest(generate_series(f.first_month, date_trunc('month', b.as_of), interval 1 month))::date as month_on
    from first_months as f
    cross join catalog.build as b
),

months_with_days as (
    select
        d.month_on,
        max(d.day_on) as updated_on,
        list(
            {
                'day_on': d.day_on,
                'since_on': list_transform(
                    generate_series(d.since_on, d.day_on - 1, interval 1 day), lambda s: s::date
                ),
                'exposures': d.exposures,
                'penalties': d.penalties,
                'endings': d.endings
            }
            order by d.day_on desc
        ) as days
    from days_in_order as d
    group by d.month_on
)

select
    strftime(m.month_on, '%Y-%m') as month,
    d.updated_on,
    coalesce(d.days, []) as days,
    list_transform(
        generate_series(
            coalesce(d.updated_on + 1, m.month_on),
            least(last_day(m.month_on), b.as_of),
            interval 1 day
        ),
        lambda s: s::date
    ) as quiet_days,
    strftime(lead(m.month_on) over (order by m.month_on), '%Y-%m') as newer_month,
    strftime(lag(m.month_on) over (order by m.month_on), '%Y-%m') as older_month
from months as m
left join months_with_days as d on m.month_on = d.month_on
cross join catalog.build as b
order by m.month_on desc
