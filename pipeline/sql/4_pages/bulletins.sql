-- 简报
-- Bulletins
--
-- 每周、每月各一页：本期的数字，变化最大的几项，最值得一提的几件事，以及近来的走势。写什么由名次选定，不由人挑。
-- One page per week and per month: the figures, what changed the most, what stands out, and the periods that lead up to it. What is told is chosen by rank, not by anyone.
with
comparisons as (
    select
        n.bulletin_id,
        o.bulletin_id as other_id,
        case when o.bulletin_id = n.previous_id then 'previous' else 'year_before' end as against,
        unnest([
            {'metric': 'exposures', 'now': n.exposures, 'before': o.exposures},
            {'metric': 'hazard_items', 'now': n.hazard_items, 'before': o.hazard_items},
            {'metric': 'major_hazard_items', 'now': n.major_hazard_items, 'before': o.major_hazard_items},
            {'metric': 'fixed_items', 'now': n.fixed_items, 'before': o.fixed_items},
            {'metric': 'fell_overdue_items', 'now': n.fell_overdue_items, 'before': o.fell_overdue_items},
            {'metric': 'overdue_items', 'now': n.overdue_items, 'before': o.overdue_items}
        ], max_depth := 2)
    from tables.bulletins as n
    inner join tables.bulletins as o on o.bulletin_id in (n.previous_id, n.year_before_id)
    where n.is_complete
),

-- By how much of the larger number the smaller one falls short; of equal shares the larger change.
comparisons_in_order as (
    select
        c.bulletin_id,
        c.other_id,
        c.against,
        c.metric,
        c.now,
        c.before,
        row_number() over (
            partition by c.bulletin_id, c.against
            order by
                abs(c.now - c.before) / greatest(c.now, c.before) desc,
                abs(c.now - c.before) desc,
                c.metric
        ) as place
    from comparisons as c
    where c.now != c.before
),

comparisons_by_bulletin as (
    select
        c.bulletin_id,
        list(
            {
                'against': c.against,
                'other_id': c.other_id,
                'metric': c.metric,
                'now': c.now,
                'before': c.before
            }
            order by c.against, c.place
        ) as comparisons
    from comparisons_in_order as c
    where c.place <= 2
    group by c.bulletin_id
),

-- A place among the three highest of a year stands before what is merely the most of its period.
standouts as (
    select
        b.bulletin_id,
        'rank_' || r.metric as kind,
        r.metric as "column",
        r.value,
        r.year_rank,
        null as code,
        null as exposure_id,
        {'zh': null::varchar, 'en': null::varchar} as name,
        r.year_rank as weight
    from tables.bulletins as b
    cross join lateral (
        select unnest([
            {'metric': 'hazard_items', 'value': b.hazard_items, 'year_rank': b.hazard_items_rank},
            {'metric': 'fixed_items', 'value': b.fixed_items, 'year_rank': b.fixed_items_rank},
            {'metric': 'fell_overdue_items', 'value': b.fell_overdue_items, 'year_rank': b.fell_overdue_items_rank}
        ], max_depth := 2)
    ) as r
    where r.year_rank <= 3 and r.value > 0
    union all
    select
        b.bulletin_id,
        'town' as kind,
        'top_town_items' as "column",
        b.top_town_items as value,
        null as year_rank,
        b.top_town_code as code,
        null as exposure_id,
        {'zh': t.title_zh, 'en': t.title_en} as name,
        4 as weight
    from tables.bulletins as b
    inner join public.towns as t on b.top_town_code = t.town_code
    union all
    select
        b.bulletin_id,
        'hazard_type' as kind,
        'top_hazard_type_items' as "column",
        b.top_hazard_type_items as value,
        null as year_rank,
        b.top_hazard_type_code as code,
        null as exposure_id,
        {'zh': h.short_zh, 'en': h.short_en} as name,
        5 as weight
    from tables.bulletins as b
    inner join public.hazard_types as h on b.top_hazard_type_code = h.hazard_type_code
    union all
    select
        b.bulletin_id,
        'latest' as kind,
        'latest_days' as "column",
        b.latest_days as value,
        null as year_rank,
        b.latest_item_id as code,
        e.exposure_id,
        {'zh': e.unit_name, 'en': e.unit_name} as name,
        6 as weight
    from tables.bulletins as b
    inner join public.rectifications as r on b.latest_item_id = r.item_id
    inner join public.exposures as e on r.exposure_id = e.exposure_id
),

standouts_in_order as (
    select
        s.bulletin_id,
        s.kind,
        s."column",
        s.value,
        s.year_rank,
        s.code,
        s.exposure_id,
        s.name,
        row_number() over (partition by s.bulletin_id order by s.weight, s.kind) as place
    from standouts as s
),

standouts_by_bulletin as (
    select
        s.bulletin_id,
        list(
            {
                'kind': s.kind,
                'column': s."column",
                'value': s.value,
                'year_rank': s.year_rank,
                'code': s.code,
                'exposure_id': s.exposure_id,
                'name': s.name
            }
            order by s.place
        ) as standouts
    from standouts_in_order as s
    where s.place <= 4
    group by s.bulletin_id
),

bulletins_in_order as (
    select
        b.bulletin_id,
        b.period,
        row_number() over (partition by b.period order by b.from_on) as place,
        lead(b.bulletin_id) over (partition by b.period order by b.from_on) as newer_id
    from tables.bulletins as b
),

trends as (
    select
        o.bulletin_id,
        list(
            {
                'bulletin_id': b.bulletin_id,
                'from_on': b.from_on,
                'is_complete': b.is_complete,
                'hazard_items': b.hazard_items,
                'major_hazard_items': b.major_hazard_items,
                'other_hazard_items': b.other_hazard_items,
                'fixed_items': b.fixed_items,
                'fixed_on_time_items': b.fixed_on_time_items,
                'fixed_late_items': b.fixed_late_items
            }
            order by b.from_on
        ) as trend
    from bulletins_in_order as o
    inner join bulletins_in_order as e
        on o.period = e.period
        and e.place between o.place - 8 and o.place
    inner join tables.bulletins as b on e.bulletin_id = b.bulletin_id
    group by o.bulletin_id
),

towns_by_bulletin as (
    select
        c.bulletin_id,
        list(
            {
                'town_code': c.town_code,
                'name': {'zh': t.title_zh, 'en': t.title_en},
                'exposures': c.exposures,
                'hazard_items': c.hazard_items,
                'fixed_items': c.fixed_items,
                'fell_overdue_items': c.fell_overdue_items
            }
            order by c.hazard_items desc, c.town_code
        ) as towns
    from tables.bulletins_by_town as c
    inner join public.towns as t on c.town_code = t.town_code
    where c.exposures + c.fixed_items + c.fell_overdue_items > 0
    group by c.bulletin_id
),

cases_by_week as (
    select
        b.bulletin_id,
        list(
            {
                'exposure_id': f.exposure_id,
                'unit_name': f.unit_name,
                'town': {'zh': t.title_zh, 'en': t.title_en},
                'hazard_items': f.hazard_items,
                'major_hazard_items': f.major_hazard_items
            }
            order by f.first_published_on desc, f.exposure_id
        ) as cases
    from tables.bulletins as b
    inner join tables.follow_up_by_exposure as f
        on f.first_published_on between b.from_on and b.to_on
    inner join public.towns as t on f.town_code = t.town_code
    where b.period = 'week'
    group by b.bulletin_id
)

select
    b.bulletin_id,
    case when b.is_complete then b.to_on + 1 else a.as_of end as updated_on,
    b.period,
    strftime(b.from_on, '%G')::integer as iso_year,
    strftime(b.from_on, '%V')::integer as iso_week,
    b.from_on,
    b.to_on,
    b.is_complete,
    o.newer_id,
    b.previous_id,
    b.year_before_id,
    b as now,
    p as previous,
    y as year_before,
    coalesce(c.comparisons, []) as comparisons,
    coalesce(s.standouts, []) as standouts,
    t.trend,
    coalesce(w.towns, []) as towns,
    coalesce(e.cases, []) as cases
from tables.bulletins as b
cross join catalog.build as a
inner join bulletins_in_order as o on b.bulletin_id = o.bulletin_id
inner join trends as t on b.bulletin_id = t.bulletin_id
left join tables.bulletins as p on b.previous_id = p.bulletin_id
left join tables.bulletins as y on b.year_before_id = y.bulletin_id
left join comparisons_by_bulletin as c on b.bulletin_id = c.bulletin_id
left join standouts_by_bulletin as s on b.bulletin_id = s.bulletin_id
left join towns_by_bulletin as w on b.bulletin_id = w.bulletin_id
left join cases_by_week as e on b.bulletin_id = e.bulletin_id
order by b.to_on desc, b.period desc
