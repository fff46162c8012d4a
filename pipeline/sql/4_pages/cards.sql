-- 分享图
-- Social cards
--
-- 每个仍然公开的案例、通报、街镇、行业和隐患类型一张图，别处引用其网页时显示。案例和通报的图只说当时查出的事，因为别人会长久留着旧图；已撤下的没有图。
-- One picture for each exposure, notice, town, sector and hazard type that is public, shown where others link to its page. That of an exposure or a notice tells only what was found then, because others keep old pictures for long; what has been taken down has none.
with
items_by_exposure as (
    select
        r.exposure_id,
        count(*) as hazard_items,
        list({'zh': t.short_zh, 'en': t.short_en} order by r.item_no, r.item_id) as hazards
    from public.rectifications as r
    inner join public.hazard_types as t on r.hazard_type_code = t.hazard_type_code
    group by r.exposure_id
),

exposure_cards as (
    select
        e.exposure_id as card,
        'exposure' as kind,
        {'zh': t.title_zh || ' · ' || v.title_zh, 'en': t.title_en || ' · ' || v.title_en} as kicker,
        {'zh': e.unit_name, 'en': null} as title,
        e.published_on,
        coalesce(i.hazard_items, 0) as hazard_items,
        coalesce(i.hazards, []) as hazards
    from public.exposures as e
    inner join public.towns as t on e.town_code = t.town_code
    inner join public.venue_types as v on e.venue_type_code = v.venue_type_code
    left join items_by_exposure as i on e.exposure_id = i.exposure_id
),

notice_cards as (
    select
        n.notice_id as card,
        'notice' as kind,
        {'zh': n.publisher, 'en': null} as kicker,
        {'zh': n.title, 'en': null} as title,
        n.published_on,
        f.hazard_items,
        []::struct(zh varchar, en varchar)[] as hazards
    from public.notices as n
    inner join tables.follow_up_by_notice as f on n.notice_id = f.notice_id
),

places as (
    select
        'town-' || o.town_code as card,
        o.title_zh,
        o.title_en,
        o.hazard_items,
        [
            o.on_time_items,
            o.late_items,
            o.ceased_items,
            o.awaiting_recheck_items,
            o.in_rectification_items,
            o.overdue_items,
            o.no_follow_up_items
        ] as parts
    from tables.outcomes_by_town as o
    union all
    select
        'sector-' || o.sector_code as card,
        o.title_zh,
        o.title_en,
        o.hazard_items,
        [
            o.on_time_items,
            o.late_items,
            o.ceased_items,
            o.awaiting_recheck_items,
            o.in_rectification_items,
            o.overdue_items,
            o.no_follow_up_items
        ] as parts
    from tables.outcomes_by_sector as o
    union all
    select
        'hazard-' || o.hazard_type_code as card,
        o.title_zh,
        o.title_en,
        o.hazard_items,
        [
            o.on_time_items,
            o.late_items,
            o.ceased_items,
            o.awaiting_recheck_items,
            o.in_rectification_items,
            o.overdue_items,
            o.no_follow_up_items
        ] as parts
    from tables.outcomes_by_hazard_type as o
),

place_cards as (
    select
        p.card,
        'place' as kind,
        {'zh': null, 'en': null} as kicker,
        {'zh': p.title_zh, 'en': p.title_en} as title,
        p.hazard_items,
        []::struct(zh varchar, en varchar)[] as hazards,
        p.parts
    from places as p
),

cards as (
    from exposure_cards
    union all by name
    from notice_cards
    union all by name
    from place_cards
)

select
    c.card,
    c.kind,
    c.kicker,
    c.title,
    c.published_on,
    c.hazard_items,
    c.hazards,
    c.parts
from cards as c
order by c.card
