-- 隐患类型页
-- Hazard pages
--
-- 每类隐患一页：是什么、依据哪一条、整改得怎样、最近在哪里查到。
-- One page per type of hazard: what it is, under which article, how it is put right, and where it was found lately.
with
finds_in_order as (
    select
        r.hazard_type_code,
        r.exposure_id,
        e.unit_name,
        {'zh': t.title_zh, 'en': t.title_en} as town,
        e.published_on,
        r.finding,
        r.outcome_code,
        r.item_id,
        row_number() over (
            partition by r.hazard_type_code order by e.published_on desc, r.item_id desc
        ) as place
    from public.rectifications as r
    inner join public.exposures as e on r.exposure_id = e.exposure_id
    inner join public.towns as t on e.town_code = t.town_code
),

finds_by_type as (
    select
        f.hazard_type_code,
        list(
            {
                'exposure_id': f.exposure_id,
                'unit_name': f.unit_name,
                'town': f.town,
                'on': f.published_on,
                'finding': f.finding,
                'outcome_code': f.outcome_code,
                'item_id': f.item_id
            }
            order by f.place
        ) as finds
    from finds_in_order as f
    where f.place <= 12
    group by f.hazard_type_code
),

last_changes as (
    select
        r.hazard_type_code,
        max(f.updated_on) as updated_on
    from public.rectifications as r
    inner join tables.follow_up_by_exposure as f on r.exposure_id = f.exposure_id
    group by r.hazard_type_code
)

select
    c.hazard_type_code,
    {'zh': c.title_zh, 'en': c.title_en} as name,
    {'zh': h.short_zh, 'en': h.short_en} as short,
    h.legal_basis,
    h.certainty,
    c.exposures,
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
    coalesce(f.finds, []) as finds,
    l.updated_on
from tables.outcomes_by_hazard_type as c
inner join public.hazard_types as h on c.hazard_type_code = h.hazard_type_code
left join finds_by_type as f on c.hazard_type_code = f.hazard_type_code
left join last_changes as l on c.hazard_type_code = l.hazard_type_code
order by c.hazard_type_code
