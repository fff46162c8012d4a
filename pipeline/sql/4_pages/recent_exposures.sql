-- 最新曝光
-- Latest exposures
--
-- 最近进入公示的案例，按首次公布日期排列。
-- The exposures published most recently, by the day they first appeared here.
select
    f.exposure_id,
    f.unit_name,
    f.first_published_on as "on",
    {'zh': t.title_zh, 'en': t.title_en} as town,
    {'zh': v.title_zh, 'en': v.title_en} as venue,
    f.hazard_items,
    f.major_hazard_items,
    f.rectified_items,
    f.overdue_items,
    f.awaiting_recheck_items,
    f.in_rectification_items,
    f.no_follow_up_items
from tables.follow_up_by_exposure as f
inner join public.towns as t on f.town_code = t.town_code
inner join public.venue_types as v on f.venue_type_code = v.venue_type_code
order by f.first_published_on desc, f.exposure_id desc
limit 12
