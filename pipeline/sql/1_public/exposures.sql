-- 曝光案例
-- Exposures
--
-- 目前公开的曝光案例：一份通报中的一家单位；已撤回、公布期满或者所属通报已撤回的不在其中，应当隐名的已经隐名。
-- The exposures published at present, each one unit in one notice; those withdrawn, expired or belonging to a withdrawn notice are absent, and names that must be masked are masked.
--
-- key: exposure_id
-- unit_name: 单位名称 — 自然人只保留第一个字，写作“张某某”；隐名通报中的单位写作“某”加场所类型 | Unit — a natural person keeps only the first character, as in 张某某; a unit in a masked notice becomes 某 (“a certain”) and the venue type
-- uscc: 统一社会信用代码 — 自然人和隐名通报中的单位不公布，为空 | Unified social credit code — empty for natural persons and for units in masked notices
-- address: 地址 — 到建筑物为止；自然人和隐名通报中的单位不公布，为空 | Address — down to the building; empty for natural persons and for units in masked notices
-- published_on: 公布日期 — 所属通报的公布日期 | Published on — the date of the notice the exposure belongs to
-- month: 公布月份 — 通报公布的年和月 | Month of publication — year and month of the notice
-- winter: 冬春年度 — 从每年11月到次年10月，用首尾两个年份表示 | Winter season — the year that starts with a winter, from November to the following October, named by its two calendar years
with
public_notices as (
    select
        n.notice_id,
        n.naming_mode,
        n.published_on
    from raw.notices as n
    cross join catalog.build as b
    where
        n.published_on <= b.as_of
        and (n.withdrawn_on is null or n.withdrawn_on > b.as_of)
),

public_exposures as (
    select
        e.exposure_id,
        n.published_on,
        e.counterpart_type_code = '2' as is_natural_person,
        n.naming_mode = 'masked' as is_masked_unit,
        -- Ten months back, a season begins in January and ends in December.
        year(n.published_on - interval 10 months) as winter_began_in
    from raw.exposures as e
    inner join public_notices as n on e.notice_id = n.notice_id
    cross join catalog.build as b
    where
        e.first_published_on <= b.as_of
        and (e.withdrawn_on is null or e.withdrawn_on > b.as_of)
        and (e.publish_until_on is null or e.publish_until_on >= b.as_of)
)

select
    e.exposure_id,
    e.notice_id,
    e.item_no,
    case
        when p.is_natural_person then left(e.unit_name, 1) || '某某'
        when p.is_masked_unit then '某' || v.title_zh
        else e.unit_name
    end as unit_name,
    case when not (p.is_natural_person or p.is_masked_unit) then e.uscc end as uscc,
    e.counterpart_type_code,
    e.town_code,
    case when not (p.is_natural_person or p.is_masked_unit) then e.address end as address,
    e.venue_type_code,
    e.sector_code,
    e.responsibility_side_code,
    e.is_key_unit,
    e.inspected_on,
    e.summary,
    e.right_of_reply,
    e.appeal_state_code,
    p.published_on,
    strftime(p.published_on, '%Y-%m') as month,
    p.winter_began_in || '–' || right((p.winter_began_in + 1)::varchar, 2) as winter,
    e.first_published_on,
    e.publish_until_on
from public_exposures as p
inner join raw.exposures as e on p.exposure_id = e.exposure_id
inner join raw.venue_types as v on e.venue_type_code = v.venue_type_code
order by e.exposure_id
