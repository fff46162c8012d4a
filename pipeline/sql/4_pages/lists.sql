-- 案例清单
-- Lists of exposures
--
-- 每一份按页编排的案例清单一行：属于哪一类，最新的一页是第几页，数目出自哪张统计表。
-- One row for each paged list of exposures: what it is by, which page is the newest, and which table its numbers come from.
with
exposures_by_outcome as (
    select
        o.outcome_code,
        o.title_zh,
        o.title_en,
        count(distinct r.exposure_id) as exposures,
        count(r.item_id) as hazard_items
    from public.outcomes as o
    left join public.rectifications as r on o.outcome_code = r.outcome_code
    group by o.outcome_code, o.title_zh, o.title_en
),

lists as (
    select
        'town' as facet,
        c.town_code as code,
        {'zh': c.title_zh, 'en': c.title_en} as title,
        'outcomes_by_town' as source,
        c.exposures,
        c.hazard_items
    from tables.outcomes_by_town as c
    union all
    select
        'sector' as facet,
        c.sector_code as code,
        {'zh': c.title_zh, 'en': c.title_en} as title,
        'outcomes_by_sector' as source,
        c.exposures,
        c.hazard_items
    from tables.outcomes_by_sector as c
    union all
    select
        'venue' as facet,
        c.venue_type_code as code,
        {'zh': c.title_zh, 'en': c.title_en} as title,
        'outcomes_by_venue_type' as source,
        c.exposures,
        c.hazard_items
    from tables.outcomes_by_venue_type as c
    union all
    select
        'hazard' as facet,
        c.hazard_type_code as code,
        {'zh': h.short_zh, 'en': h.short_en} as title,
        'outcomes_by_hazard_type' as source,
        c.exposures,
        c.hazard_items
    from tables.outcomes_by_hazard_type as c
    inner join public.hazard_types as h on c.hazard_type_code = h.hazard_type_code
    union all
    select
        'level' as facet,
        c.hazard_level_code as code,
        {'zh': c.title_zh, 'en': c.title_en} as title,
        'outcomes_by_level' as source,
        c.exposures,
        c.hazard_items
    from tables.outcomes_by_level as c
    union all
    select
        'outcome' as facet,
        c.outcome_code as code,
        {'zh': c.title_zh, 'en': c.title_en} as title,
        'headline' as source,
        c.exposures,
        c.hazard_items
    from exposures_by_outcome as c
    union all
    select
        'month' as facet,
        c.month as code,
        {'zh': c.month, 'en': c.month} as title,
        'outcomes_by_month' as source,
        c.exposures,
        c.hazard_items
    from tables.outcomes_by_month as c
)

select
    l.facet,
    l.code,
    l.title,
    l.source,
    l.exposures,
    l.hazard_items,
    greatest((l.exposures - 1) // 50 + 1, 1) as last_page_no
from lists as l
-- A list by outcome is there even when nothing is in it.
where l.exposures > 0 or l.facet = 'outcome'
order by l.facet, l.code
