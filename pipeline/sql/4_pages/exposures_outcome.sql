-- 各种整改结果的案例
-- Exposures by outcome
--
-- 每页五十起，从最早的一起开始编页，新增案例因此不会改动旧页；页内新的在前。结果随日期变化，清单会变短；第一页始终都在。
-- Fifty to a page, numbered from the oldest, so that a new exposure leaves old pages as they are; within a page the newest comes first. Outcomes change with the day, so a list may shrink; its first page is always there.
with
-- An exposure stands in the list of every outcome that one of its items has.
exposures_with_outcomes as (
    select distinct
        r.outcome_code,
        r.exposure_id
    from public.rectifications as r
),

exposures_in_order as (
    select
        i.outcome_code,
        f.month,
        f.exposure_id,
        f."on",
        f.updated_on,
        f.entry,
        (
            row_number() over (partition by i.outcome_code order by f."on", f.exposure_id) - 1
        ) // 50 + 1 as page_no
    from pages.exposure_entries as f
    inner join exposures_with_outcomes as i on f.exposure_id = i.exposure_id
),

pages_in_order as (
    select
        e.outcome_code,
        e.page_no,
        list(e.entry order by e."on" desc, e.exposure_id desc) as exposures,
        max(e.updated_on) as updated_on,
        lead(e.page_no) over (partition by e.outcome_code order by e.page_no) as newer_page_no
    from exposures_in_order as e
    group by e.outcome_code, e.page_no
)

select
    k.outcome_code,
    {'zh': k.title_zh, 'en': k.title_en} as title_of_list,
    coalesce(p.page_no, 1) as page_no,
    p.updated_on,
    p.newer_page_no,
    case when p.page_no > 1 then p.page_no - 1 end as older_page_no,
    coalesce(p.exposures, []) as exposures
from public.outcomes as k
left join pages_in_order as p on k.outcome_code = p.outcome_code
order by k.outcome_code, page_no
