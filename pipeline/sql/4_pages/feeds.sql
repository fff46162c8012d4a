-- 案例订阅源
-- Feeds of exposures
--
-- 全部案例、每个街镇、每个行业各一个订阅源；按首次公布的日期取最近五十起，同一天的不拆开，所以补发的案例不会被漏掉。
-- One feed for all exposures, one per town and one per sector: the fifty first published most recently, a day never divided, so that an exposure published late is not passed over.
with
all_feeds as (
    select
        'exposures' as feed,
        'all' as about,
        null as place_code,
        null as title_zh,
        null as title_en
    union all
    select
        'town-' || t.town_code as feed,
        'town' as about,
        t.town_code as place_code,
        t.title_zh,
        t.title_en
    from public.towns as t
    union all
    select
        'sector-' || s.sector_code as feed,
        'sector' as about,
        s.sector_code as place_code,
        s.title_zh,
        s.title_en
    from public.sectors as s
),

hazards_by_exposure as (
    select
        r.exposure_id,
        list(distinct h.short_zh order by h.short_zh) as hazards_zh,
        list(distinct h.short_en order by h.short_en) as hazards_en
    from public.rectifications as r
    inner join public.hazard_types as h on r.hazard_type_code = h.hazard_type_code
    group by r.exposure_id
),

feeds_of_exposures as (
    select
        f.exposure_id,
        f.first_published_on,
        unnest(['exposures', 'town-' || f.town_code, 'sector-' || f.sector_code]) as feed
    from tables.follow_up_by_exposure as f
),

exposures_in_order as (
    select
        f.feed,
        f.exposure_id,
        rank() over (partition by f.feed order by f.first_published_on desc) as place
    from feeds_of_exposures as f
),

entries_by_feed as (
    select
        o.feed,
        max(f.updated_on) as updated_on,
        list(
            {
                'exposure_id': f.exposure_id,
                'unit_name': f.unit_name,
                'first_published_on': f.first_published_on,
                'updated_on': f.updated_on,
                'town_code': f.town_code,
                'town': {'zh': t.title_zh, 'en': t.title_en},
                'sector_code': f.sector_code,
                'sector': {'zh': s.title_zh, 'en': s.title_en},
                'venue': {'zh': v.title_zh, 'en': v.title_en},
                'hazards': {'zh': coalesce(h.hazards_zh, []), 'en': coalesce(h.hazards_en, [])},
                'hazard_items': f.hazard_items,
                'major_hazard_items': f.major_hazard_items,
                'rectified_items': f.rectified_items,
                'overdue_items': f.overdue_items
            }
            order by f.first_published_on desc, f.exposure_id desc
        ) as entries
    from exposures_in_order as o
    inner join tables.follow_up_by_exposure as f on o.exposure_id = f.exposure_id
    inner join public.towns as t on f.town_code = t.town_code
    inner join public.sectors as s on f.sector_code = s.sector_code
    inner join public.venue_types as v on f.venue_type_code = v.venue_type_code
    left join hazards_by_exposure as h on f.exposure_id = h.exposure_id
    where o.place <= 50
    group by o.feed
)

select
    a.feed,
    a.about,
    a.place_code,
    {'zh': a.title_zh, 'en': a.title_en} as place,
    e.updated_on,
    coalesce(e.entries, []) as entries
from all_feeds as a
left join entries_by_feed as e on a.feed = e.feed
order by case a.about when 'all' then 1 when 'town' then 2 else 3 end, a.place_code
