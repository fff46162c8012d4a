-- 公布的举报数目中有一至四之间的数
-- A published number of reports is from one to four
--
-- 这样小的数目可能指向一个人。这是查询的错误，不是数据的错误：检查 1_public 中 reports_by_quarter 的查询。数目本身不在此重复。
-- A number this small may point at one person. This is a mistake in the query, not in the data: look at reports_by_quarter in 1_public. The number is not repeated here.
with
measures as (
    select
        r.quarter,
        r.area_code,
        unnest(
            [
                {'field': 'reports_received', 'n': r.reports_received},
                {'field': 'reports_verified', 'n': r.reports_verified},
                {'field': 'reports_rewarded', 'n': r.reports_rewarded},
                {'field': 'reports_verified', 'n': r.reports_received - r.reports_verified},
                {'field': 'reports_rewarded', 'n': r.reports_verified - r.reports_rewarded}
            ]
        ) as measure
    from public.reports_by_quarter as r
)

select distinct
    'reports_by_quarter' as dataset,
    m.quarter || '-' || m.area_code as key,
    m.measure.field as field,
    m.quarter || ' ' || m.area_code as found
from measures as m
where m.measure.n between 1 and 4 or m.measure.n < 0
order by all
