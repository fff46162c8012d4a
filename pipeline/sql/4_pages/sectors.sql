-- 行业页
-- Sector pages
--
-- 每个行业一页：曝光多少、整改多少、还有谁逾期。
-- One page per sector: how much was exposed, how much put right, and who is overdue.
with
last_pages as (
    select
        f.sector_code,
        (count(*) - 1) // 50 + 1 as last_page_no,
        max(f.updated_on) as updated_on
    from tables.follow_up_by_exposure as f
    group by f.sector_code
),

months_with_counts as (
    select
        f.sector_code,
        strftime(f.published_on, '%Y-%m') as month,
        sum(f.on_time_items)::bigint as on_time_items,
        sum(f.late_items)::bigint as late_items,
        sum(f.ceased_items)::bigint as ceased_items,
        sum(f.awaiting_recheck_items)::bigint as awaiting_recheck_items,
        sum(f.in_rectification_items)::bigint as in_rectification_items,
        sum(f.overdue_items)::bigint as overdue_items,
        sum(f.no_follow_up_items)::bigint as no_follow_up_items
    from tables.follow_up_by_exposure as f
    group by f.sector_code, month
),

months_by_place as (
    select
        m.sector_code,
        list(
            {
                'month': m.month,
                'parts': [
                    m.on_time_items,
                    m.late_items,
                    m.ceased_items,
                    m.awaiting_recheck_items,
                    m.in_rectification_items,
                    m.overdue_items,
                    m.no_follow_up_items
                ]
            }
            order by m.month
        ) as months
    from months_with_counts as m
    group by m.sector_code
),

hazards_with_counts as (
    select
        e.sector_code,
        h.hazard_type_code,
        h.short_zh,
        h.short_en,
        count(*) as items
    from public.rectifications as r
    inner join public.exposures as e on r.exposure_id = e.exposure_id
    inner join public.hazard_types as h on r.hazard_type_code = h.hazard_type_code
    group by e.sector_code, h.hazard_type_code, h.short_zh, h.short_en
),

hazards_by_place as (
    select
        c.sector_code,
        list(
            {
                'hazard_type_code': c.hazard_type_code,
                'hazard': {'zh': c.short_zh, 'en': c.short_en},
                'items': c.items
            }
            order by c.items desc, c.hazard_type_code
        )[1:8] as hazards
    from hazards_with_counts as c
    group by c.sector_code
),

overdue_by_place as (
    select
        o.sector_code,
        list(
            {
                'exposure_id': o.exposure_id,
                'unit_name': o.unit_name,
                'overdue_items': o.overdue_items,
                'overdue_days': o.overdue_days
            }
            order by o.overdue_days desc, o.exposure_id
        ) as overdue
    from (
        select
            f.sector_code,
            f.exposure_id,
            f.unit_name,
            f.overdue_items,
            f.longest_overdue_days as overdue_days
        from tables.follow_up_by_exposure as f
        where f.overdue_items > 0
    ) as o
    group by o.sector_code
)

select
    c.sector_code,
    {'zh': c.title_zh, 'en': c.title_en} as name,
    c.exposures,
    c.exposed_units,
    c.hazard_items,
    c.major_hazard_items,
    c.rectified_items,
    c.rectified_rate_percent,
    c.on_time_items,
    c.late_items,
    c.ceased_items,
    c.awaiting_recheck_items,
    c.in_rectification_items,
    c.overdue_items,
    c.no_follow_up_items,
    c.due_items_decided,
    c.on_time_rate_percent,
    c.relapsed_items,
    l.last_page_no,
    l.updated_on,
    coalesce(m.months, []) as months,
    coalesce(h.hazards, []) as hazards,
    coalesce(o.overdue, []) as overdue
from tables.outcomes_by_sector as c
left join last_pages as l on c.sector_code = l.sector_code
left join months_by_place as m on c.sector_code = m.sector_code
left join hazards_by_place as h on c.sector_code = h.sector_code
left join overdue_by_place as o on c.sector_code = o.sector_code
order by c.sector_code
