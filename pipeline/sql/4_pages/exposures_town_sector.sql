-- 各街镇各行业的案例
-- Exposures by town and sector
--
-- 每页五十起，从最早的一起开始编页，新增案例因此不会改动旧页；页内新的在前。缩小范围的链接会变，所以只在最新的一页。
-- Fifty to a page, numbered from the oldest, so that a new exposure leaves old pages as they are; within a page the newest comes first. What narrows the list changes, so it stands on the newest page alone.
with
exposures_in_order as (
    select
        f.town_code,
        f.sector_code,
        f.month,
        f.exposure_id,
        f."on",
        f.updated_on,
        f.entry,
        (
            row_number() over (partition by f.town_code, f.sector_code order by f."on", f.exposure_id) - 1
        ) // 50 + 1 as page_no
    from pages.exposure_entries as f
),

pages_in_order as (
    select
        e.town_code,
        e.sector_code,
        e.page_no,
        list(e.entry order by e."on" desc, e.exposure_id desc) as exposures,
        max(e.updated_on) as updated_on,
        lead(e.page_no) over (partition by e.town_code, e.sector_code order by e.page_no) as newer_page_no
    from exposures_in_order as e
    group by e.town_code, e.sector_code, e.page_no
),

-- A month begins on the page with its newest exposure.
months_in_order as (
    select
        e.town_code,
        e.sector_code,
        e.month,
        max(e.page_no) as page_no
    from exposures_in_order as e
    group by e.town_code, e.sector_code, e.month
),

months_of_lists as (
    select
        m.town_code,
        m.sector_code,
        list({'month': m.month, 'page_no': m.page_no} order by m.month desc) as months
    from months_in_order as m
    group by m.town_code, m.sector_code
)

select
    p.town_code,
    {'zh': t.title_zh, 'en': t.title_en} as town_title,
    p.sector_code,
    {'zh': s.title_zh, 'en': s.title_en} as sector_title,
    p.page_no,
    p.updated_on,
    p.newer_page_no,
    case when p.page_no > 1 then p.page_no - 1 end as older_page_no,
    p.exposures,
    case when p.newer_page_no is null then m.months else [] end as months
from pages_in_order as p
inner join public.towns as t on p.town_code = t.town_code
inner join public.sectors as s on p.sector_code = s.sector_code
inner join months_of_lists as m on p.town_code = m.town_code and p.sector_code = m.sector_code
order by p.town_code, p.sector_code, p.page_no
