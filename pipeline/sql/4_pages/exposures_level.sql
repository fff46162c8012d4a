-- 各级隐患的案例
-- Exposures by hazard level
--
-- 每页五十起，从最早的一起开始编页，新增案例因此不会改动旧页；页内新的在前。
-- Fifty to a page, numbered from the oldest, so that a new exposure leaves old pages as they are; within a page the newest comes first.
with
-- An exposure stands in the list of every level that one of its items has.
exposures_with_levels as (
    select distinct
        r.hazard_level_code,
        r.exposure_id
    from public.rectifications as r
),

exposures_in_order as (
    select
        i.hazard_level_code,
        f.month,
        f.exposure_id,
        f."on",
        f.updated_on,
        f.entry,
        (
            row_number() over (partition by i.hazard_level_code order by f."on", f.exposure_id) - 1
        ) // 50 + 1 as page_no
    from pages.exposure_entries as f
    inner join exposures_with_levels as i on f.exposure_id = i.exposure_id
),

pages_in_order as (
    select
        e.hazard_level_code,
        e.page_no,
        list(e.entry order by e."on" desc, e.exposure_id desc) as exposures,
        max(e.updated_on) as updated_on,
        lead(e.page_no) over (partition by e.hazard_level_code order by e.page_no) as newer_page_no
    from exposures_in_order as e
    group by e.hazard_level_code, e.page_no
)

select
    p.hazard_level_code,
    {'zh': k.title_zh, 'en': k.title_en} as title_of_list,
    p.page_no,
    p.updated_on,
    p.newer_page_no,
    case when p.page_no > 1 then p.page_no - 1 end as older_page_no,
    p.exposures
from pages_in_order as p
inner join public.hazard_levels as k on p.hazard_level_code = k.hazard_level_code
order by p.hazard_level_code, p.page_no
