-- 图表页
-- Chart pages
--
-- 每张图一页：画哪张统计表的哪些列，每个点是哪一行。图、旁边的表、嵌入页和下载的文件都由这一行画出。
-- One page per chart: which columns of which table it draws, and which row each point is. The drawing, the table beside it, the page to embed and the files to download are all made of this one row.
with
charts as (
    select
        v.position,
        v.chart,
        v.source,
        v.total_column,
        v.columns
    from (
        values
        (1, 'months', 'outcomes_by_month', 'hazard_items', ['on_time_items', 'late_items', 'ceased_items', 'awaiting_recheck_items', 'in_rectification_items', 'overdue_items', 'no_follow_up_items']),
        (2, 'steps', 'steps_to_rectification', 'items', ['items']),
        (3, 'time-to-rectify', 'time_to_rectify_bands', 'items', ['items']),
        (4, 'towns', 'outcomes_by_town', 'hazard_items', ['on_time_items', 'late_items', 'ceased_items', 'awaiting_recheck_items', 'in_rectification_items', 'overdue_items', 'no_follow_up_items']),
        (5, 'town-map', 'outcomes_by_town', 'hazard_items', ['hazard_items']),
        (6, 'overdue-map', 'outcomes_by_town', 'overdue_items', ['overdue_items']),
        (7, 'town-trends', 'outcomes_by_town_and_quarter', 'hazard_items', ['hazard_items', 'overdue_items']),
        (8, 'hazard-types', 'outcomes_by_hazard_type', 'hazard_items', ['on_time_items', 'late_items', 'ceased_items', 'awaiting_recheck_items', 'in_rectification_items', 'overdue_items', 'no_follow_up_items'])
    ) as v (position, chart, source, total_column, columns)
),

months_drawn as (
    select
        'months' as chart,
        m.month as key,
        m.month as label_zh,
        m.month as label_en,
        true as is_whole,
        m.hazard_items as total,
        [
            m.on_time_items,
            m.late_items,
            m.ceased_items,
            m.awaiting_recheck_items,
            m.in_rectification_items,
            m.overdue_items,
            m.no_follow_up_items
        ] as parts
    from tables.outcomes_by_month as m
),

steps_drawn as (
    select
        'steps' as chart,
        s.step_no::varchar as key,
        s.title_zh as label_zh,
        s.title_en as label_en,
        s.step_code as code,
        true as is_whole,
        s.share_percent as share_percent,
        s.items as total,
        [s.items] as parts
    from tables.steps_to_rectification as s
),

bands_drawn as (
    select
        'time-to-rectify' as chart,
        b.band_no::varchar as key,
        b.title_zh as label_zh,
        b.title_en as label_en,
        true as is_whole,
        b.items as total,
        [b.items] as parts
    from tables.time_to_rectify_bands as b
),

towns_drawn as (
    select
        'towns' as chart,
        t.town_code as key,
        t.title_zh as label_zh,
        t.title_en as label_en,
        'towns/' || t.town_code || '.html' as page,
        true as is_whole,
        t.hazard_items as total,
        [
            t.on_time_items,
            t.late_items,
            t.ceased_items,
            t.awaiting_recheck_items,
            t.in_rectification_items,
            t.overdue_items,
            t.no_follow_up_items
        ] as parts
    from tables.outcomes_by_town as t
),

hazards_mapped as (
    select
        'town-map' as chart,
        t.town_code as key,
        t.title_zh as label_zh,
        t.title_en as label_en,
        'towns/' || t.town_code || '.html' as page,
        p.tile_row as tile_row,
        p.tile_column as tile_column,
        true as is_whole,
        t.hazard_items as total,
        [t.hazard_items] as parts
    from tables.outcomes_by_town as t
    inner join public.towns as p on t.town_code = p.town_code
),

overdue_mapped as (
    select
        'overdue-map' as chart,
        t.town_code as key,
        t.title_zh as label_zh,
        t.title_en as label_en,
        'towns/' || t.town_code || '.html' as page,
        p.tile_row as tile_row,
        p.tile_column as tile_column,
        true as is_whole,
        t.overdue_items as total,
        [t.overdue_items] as parts
    from tables.outcomes_by_town as t
    inner join public.towns as p on t.town_code = p.town_code
),

quarters_drawn as (
    select
        'town-trends' as chart,
        q.town_code || '-' || q.quarter as key,
        q.quarter as label_zh,
        q.quarter as label_en,
        t.title_zh as panel_zh,
        t.title_en as panel_en,
        'towns/' || t.town_code || '.html' as page,
        q.is_whole as is_whole,
        q.hazard_items as total,
        [q.hazard_items, q.overdue_items] as parts
    from tables.outcomes_by_town_and_quarter as q
    inner join public.towns as t on q.town_code = t.town_code
),

hazard_types_drawn as (
    select
        'hazard-types' as chart,
        o.hazard_type_code as key,
        h.short_zh as label_zh,
        h.short_en as label_en,
        'hazards/' || o.hazard_type_code || '.html' as page,
        true as is_whole,
        o.hazard_items as total,
        [
            o.on_time_items,
            o.late_items,
            o.ceased_items,
            o.awaiting_recheck_items,
            o.in_rectification_items,
            o.overdue_items,
            o.no_follow_up_items
        ] as parts
    from tables.outcomes_by_hazard_type as o
    inner join public.hazard_types as h on o.hazard_type_code = h.hazard_type_code
    where o.hazard_items > 0
),

-- A chart names only what its points have; what one lacks is null.
points as (
    from months_drawn
    union all by name
    from steps_drawn
    union all by name
    from bands_drawn
    union all by name
    from towns_drawn
    union all by name
    from hazards_mapped
    union all by name
    from overdue_mapped
    union all by name
    from quarters_drawn
    union all by name
    from hazard_types_drawn
)

select
    c.position,
    c.chart,
    c.source,
    c.total_column,
    c.columns,
    list(
        {
            'key': p.key,
            'label': {'zh': p.label_zh, 'en': p.label_en},
            'panel': {'zh': p.panel_zh, 'en': p.panel_en},
            'code': p.code,
            'page': p.page,
            'tile_row': p.tile_row,
            'tile_column': p.tile_column,
            'is_whole': p.is_whole,
            'share_percent': p.share_percent,
            'total': p.total,
            'parts': p.parts
        }
        order by case when c.chart = 'hazard-types' then -p.total end, p.key
    ) as points
from charts as c
inner join points as p on c.chart = p.chart
group by c.position, c.chart, c.source, c.total_column, c.columns
order by c.position
