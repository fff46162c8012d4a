-- 与上次公布的举报统计相减，会得出一至四之间的数
-- Subtracting the reports last published would show a number from one to four
--
-- 已经公布的季度保持原样：地区的合并不变，数目不变，或者变化不少于五。把更正记入尚未公布的季度，或者等到更正满五件再改。
-- A quarter that has been published stays as it is: its areas do not change, and its numbers stay or change by five or more. Enter the correction in a quarter not yet published, or wait until there are five.
with
pairs as (
    select
        coalesce(b.quarter, n.quarter) as quarter,
        coalesce(b.area_code, n.area_code) as area_code,
        b.area_zh is distinct from n.area_zh as has_other_towns,
        n.reports_received - b.reports_received as received,
        n.reports_verified - b.reports_verified as verified,
        n.reports_rewarded - b.reports_rewarded as rewarded
    from before.reports_by_quarter as b
    full join public.reports_by_quarter as n on b.quarter = n.quarter and b.area_code = n.area_code
)

select
    'reports_by_quarter' as dataset,
    p.quarter || '-' || p.area_code as key,
    'area_code' as field,
    p.quarter || ' ' || p.area_code as found
from pairs as p
where
    p.quarter in (select b.quarter from before.reports_by_quarter as b)
    and (
        p.has_other_towns
        or abs(p.received) between 1 and 4
        or abs(p.verified) between 1 and 4
        or abs(p.rewarded) between 1 and 4
        or abs(p.received - p.verified) between 1 and 4
        or abs(p.verified - p.rewarded) between 1 and 4
    )
order by all
