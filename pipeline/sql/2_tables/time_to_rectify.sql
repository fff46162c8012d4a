-- 整改用时
-- Time to rectify
--
-- 隐患从责令整改到整改完成用了多少天？分别按全部、级别、街镇和隐患类型统计。
-- How many days passed between the order and the completed rectification? For all items, and by level, town and type of hazard.
--
-- key: scope, code
-- made of: rectifications where outcome_code in ('on_time', 'late') and case $scope when 'all' then true when 'level' then hazard_level_code = $code when 'hazard_type' then hazard_type_code = $code else exposure_id in (select exposure_id from public.exposures where town_code = $code) end
-- scope: 统计范围 — all：全部；level：按隐患级别；town：按街镇；hazard_type：按隐患类型 | Scope — all: every item; level: by hazard level; town: by town; hazard_type: by type of hazard
-- code: 代码 — 所属范围内的代码；范围为全部时写 all | Code — the code within the scope; all for every item
-- items (项 items): 已整改 — 按期整改和逾期后整改的隐患；未整改、待复查和停业、搬迁或拆除的不计 | Rectified — items rectified on time or late; items still open, awaiting recheck, ceased, moved or demolished are not counted
-- median_days (天 days): 中位数 — 半数隐患不超过此天数；没有已整改的为空 | Median — half of the items took no longer than this; empty where none is rectified
-- p90_days (天 days): 九成用时 — 九成隐患不超过此天数；没有已整改的为空 | 90th percentile — nine in ten of the items took no longer than this; empty where none is rectified
with
rectified_items as (
    select
        r.hazard_level_code,
        r.hazard_type_code,
        e.town_code,
        r.rectify_days
    from public.rectifications as r
    inner join public.exposures as e on r.exposure_id = e.exposure_id
    where r.outcome_code in ('on_time', 'late')
),

groups_with_times as (
    select
        1 as place,
        'all' as scope,
        'all' as code,
        '全部' as title_zh,
        'All' as title_en,
        count(*) as items,
        percentile_disc(0.5) within group (order by r.rectify_days) as median_days,
        percentile_disc(0.9) within group (order by r.rectify_days) as p90_days
    from rectified_items as r
    union all
    select
        2 as place,
        'level' as scope,
        l.hazard_level_code as code,
        l.title_zh,
        l.title_en,
        count(r.hazard_level_code) as items,
        percentile_disc(0.5) within group (order by r.rectify_days) as median_days,
        percentile_disc(0.9) within group (order by r.rectify_days) as p90_days
    from public.hazard_levels as l
    left join rectified_items as r on l.hazard_level_code = r.hazard_level_code
    group by l.hazard_level_code, l.title_zh, l.title_en
    union all
    select
        3 as place,
        'town' as scope,
        t.town_code as code,
        t.title_zh,
        t.title_en,
        count(r.town_code) as items,
        percentile_disc(0.5) within group (order by r.rectify_days) as median_days,
        percentile_disc(0.9) within group (order by r.rectify_days) as p90_days
    from public.towns as t
    left join rectified_items as r on t.town_code = r.town_code
    group by t.town_code, t.title_zh, t.title_en
    union all
    select
        4 as place,
        'hazard_type' as scope,
        h.hazard_type_code as code,
        h.title_zh,
        h.title_en,
        count(r.hazard_type_code) as items,
        percentile_disc(0.5) within group (order by r.rectify_days) as median_days,
        percentile_disc(0.9) within group (order by r.rectify_days) as p90_days
    from public.hazard_types as h
    left join rectified_items as r on h.hazard_type_code = r.hazard_type_code
    group by h.hazard_type_code, h.title_zh, h.title_en
)

select
    g.scope,
    g.code,
    g.title_zh,
    g.title_en,
    g.items,
    g.median_days,
    g.p90_days
from groups_with_times as g
order by g.place, g.code
