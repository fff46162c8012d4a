-- 各季度举报统计
-- Reports from the public by quarter
--
-- 每个季度各街镇受理多少举报，多少查证属实、给予奖励？任何一个数目或者两个数目之差在一至四之间的街镇，与同季度数目最小的其他街镇合并成一行，直到合计不再是这样；各街镇三个月的数目都填报以后才公布该季度。
-- How many reports from the public were received in each town and quarter, found true, and rewarded? A town of which any number, or any difference of two, is from one to four is put together with the smallest others of the quarter until their sums are no longer so; a quarter is published once every town has returned all three months.
--
-- key: quarter, area_code
-- quarter: 受理季度 — 受理举报的季度，如2025-Q1 | Quarter of receipt — the quarter in which the reports were received, as in 2025-Q1
-- area_code: 地区 — 街镇代码；合并的一行写 merged | Area — the town code; merged for the row that is put together
-- area_zh: 地区名称 — 街镇名称，或者所合并的各街镇 | Area, in Chinese — the town, or the towns that are put together
-- area_en: 地区英文名称 — 街镇名称，或者所合并的各街镇 | Area, in English — the town, or the towns that are put together
-- towns (个 towns): 街镇数 — 这一行包括几个街镇 | Towns — how many towns the row covers
-- reports_received (件 reports): 受理举报 — 该季度受理的举报 | Reports received — reports received in the quarter
-- reports_verified (件 reports): 查证属实 — 其中查证属实的 | Reports verified — those of them found to be true
-- reports_rewarded (件 reports): 给予奖励 — 其中给予奖励的 | Reports rewarded — those of them that were rewarded
with
months as (
    select
        left(r.month, 4) || '-Q' || ((right(r.month, 2)::integer + 2) // 3) as quarter,
        r.month,
        r.town_code,
        sum(r.report_count)::bigint as received,
        sum(r.verified_count)::bigint as verified,
        sum(r.rewarded_count)::bigint as rewarded
    from raw.report_returns as r
    cross join catalog.build as b
    where r.stated_on <= b.as_of
    group by all
),

whole_quarters as (
    select m.quarter
    from months as m
    group by m.quarter
    having count(*) = 3 * (select count(*) from raw.towns)
),

towns_by_quarter as (
    select
        m.quarter,
        m.town_code,
        sum(m.received)::bigint as received,
        sum(m.verified)::bigint as verified,
        sum(m.rewarded)::bigint as rewarded
    from months as m
    inner join whole_quarters as w on m.quarter = w.quarter
    group by m.quarter, m.town_code
),

judged as (
    select
        t.*,
        (
            t.received between 1 and 4
            or t.verified between 1 and 4
            or t.rewarded between 1 and 4
            or t.received - t.verified between 1 and 4
            or t.verified - t.rewarded between 1 and 4
        ) as is_small
    from towns_by_quarter as t
),

-- The small ones come first, then the others from the smallest; the sums run along.
in_line as (
    select
        j.*,
        row_number() over line as place,
        sum(j.received) over line as received_so_far,
        sum(j.verified) over line as verified_so_far,
        sum(j.rewarded) over line as rewarded_so_far,
        count(*) filter (where j.is_small) over (partition by j.quarter) as small_towns
    from judged as j
    window line as (
        partition by j.quarter
        order by j.is_small desc, j.received, j.town_code
        rows between unbounded preceding and current row
    )
),

cuts as (
    select
        i.quarter,
        min(i.place) as last_place
    from in_line as i
    where
        i.place >= i.small_towns
        and i.small_towns > 0
        and i.received_so_far not between 1 and 4
        and i.verified_so_far not between 1 and 4
        and i.rewarded_so_far not between 1 and 4
        and i.received_so_far - i.verified_so_far not between 1 and 4
        and i.verified_so_far - i.rewarded_so_far not between 1 and 4
    group by i.quarter
)

select
    i.quarter,
    case when i.place <= coalesce(c.last_place, 0) then 'merged' else i.town_code end as area_code,
    string_agg(t.title_zh, '、' order by i.town_code) as area_zh,
    string_agg(t.title_en, ', ' order by i.town_code) as area_en,
    count(*) as towns,
    sum(i.received)::bigint as reports_received,
    sum(i.verified)::bigint as reports_verified,
    sum(i.rewarded)::bigint as reports_rewarded
from in_line as i
inner join raw.towns as t on i.town_code = t.town_code
left join cuts as c on i.quarter = c.quarter
where i.small_towns = 0 or c.last_place is not null
group by all
order by i.quarter, area_code
