-- 各街镇的案例
-- Exposures by town
--
-- 每页五十起，从最早的一起开始编页，新增案例因此不会改动旧页；页内新的在前。
-- Fifty to a page, numbered from the oldest, so that a new exposure leaves old pages as they are; within a page the newest comes first.
with
exposures_in_order as (
    select
        f.town_code as place_key,
        f.exposure_id,
        f.unit_name,
        f.published_on,
        {'zh': t.title_zh, 'en': t.title_en} as town,
        {'zh': v.title_zh, 'en': v.title_en} as venue,
        f.hazard_items,
        f.major_hazard_items,
        f.rectified_items,
        f.overdue_items,
        f.awaiting_recheck_items,
        f.in_rectification_items,
        f.no_follow_up_items,
        (
            row_number() over (partition by place_key order by f.published_on, f.exposure_id) - 1
        ) // 50 + 1 as page_no
    from tables.follow_up_by_exposure as f
    inner join public.towns as t on f.town_code = t.town_code
    inner join public.venue_types as v on f.venue_type_code = v.venue_type_code
),

pages_in_order as (
    select
        place_key,
        page_no,
        list(
            {
                'exposure_id': exposure_id,
                'unit_name': unit_name,
                'on': published_on,
                'town': town,
                'venue': venue,
                'hazard_items': hazard_items,
                'major_hazard_items': major_hazard_items,
                'rectified_items': rectified_items,
                'overdue_items': overdue_items,
                'awaiting_recheck_items': awaiting_recheck_items,
                'in_rectification_items': in_rectification_items,
                'no_follow_up_items': no_follow_up_items
            }
            order by published_on desc, exposure_id desc
        ) as exposures,
        lead(page_no) over (partition by place_key order by page_no) as newer_page_no
    from exposures_in_order
    group by place_key, page_no
)

select
    p.place_key as town_code,
    {'zh': k.title_zh, 'en': k.title_en} as town_title,
    p.page_no,
    p.newer_page_no,
    case when p.page_no > 1 then p.page_no - 1 end as older_page_no,
    p.exposures
from pages_in_order as p
inner join public.towns as k on p.place_key = k.town_code
order by p.place_key, p.page_no
