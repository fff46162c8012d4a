-- 各月的案例
-- Exposures by month
--
-- 每页五十起，从最早的一起开始编页，新增案例因此不会改动旧页；页内新的在前。缩小范围的链接会变，所以只在最新的一页。
-- Fifty to a page, numbered from the oldest, so that a new exposure leaves old pages as they are; within a page the newest comes first. What narrows the list changes, so it stands on the newest page alone.
with
exposures_in_order as (
    select
        f.month,
        f.exposure_id,
        f."on",
        f.updated_on,
        f.entry,
        (
            row_number() over (partition by f.month order by f."on", f.exposure_id) - 1
        ) // 50 + 1 as page_no
    from pages.exposure_entries as f
),

pages_in_order as (
    select
        e.month,
        e.page_no,
        list(e.entry order by e."on" desc, e.exposure_id desc) as exposures,
        max(e.updated_on) as updated_on,
        lead(e.page_no) over (partition by e.month order by e.page_no) as newer_page_no
    from exposures_in_order as e
    group by e.month, e.page_no
),

-- Where a month begins in the list of a town.
towns_in_order as (
    select
        f.month,
        f.town_code,
        f.town_zh,
        f.town_en,
        max(f.page_no) as page_no
    from (
        select
            strftime(e.published_on, '%Y-%m') as month,
            e.town_code,
            e.town_zh,
            e.town_en,
            (
                row_number() over (partition by e.town_code order by e.published_on, e.exposure_id) - 1
            ) // 50 + 1 as page_no
        from tables.follow_up_by_exposure as e
    ) as f
    group by f.month, f.town_code, f.town_zh, f.town_en
),

towns_of_lists as (
    select
        o.month,
        list(
            {
                'town_code': o.town_code,
                'town': {'zh': o.town_zh, 'en': o.town_en},
                'page_no': o.page_no
            }
            order by o.town_code
        ) as towns
    from towns_in_order as o
    group by o.month
),

-- Where a month begins in the list of a sector.
sectors_in_order as (
    select
        f.month,
        f.sector_code,
        f.sector_zh,
        f.sector_en,
        max(f.page_no) as page_no
    from (
        select
            strftime(e.published_on, '%Y-%m') as month,
            e.sector_code,
            e.sector_zh,
            e.sector_en,
            (
                row_number() over (partition by e.sector_code order by e.published_on, e.exposure_id) - 1
            ) // 50 + 1 as page_no
        from tables.follow_up_by_exposure as e
    ) as f
    group by f.month, f.sector_code, f.sector_zh, f.sector_en
),

sectors_of_lists as (
    select
        o.month,
        list(
            {
                'sector_code': o.sector_code,
                'sector': {'zh': o.sector_zh, 'en': o.sector_en},
                'page_no': o.page_no
            }
            order by o.sector_code
        ) as sectors
    from sectors_in_order as o
    group by o.month
)

select
    p.month,
    p.page_no,
    p.updated_on,
    p.newer_page_no,
    case when p.page_no > 1 then p.page_no - 1 end as older_page_no,
    p.exposures,
    case when p.newer_page_no is null then t.towns else [] end as towns,
    case when p.newer_page_no is null then s.sectors else [] end as sectors
from pages_in_order as p
inner join towns_of_lists as t on p.month = t.month
inner join sectors_of_lists as s on p.month = s.month
order by p.month, p.page_no
