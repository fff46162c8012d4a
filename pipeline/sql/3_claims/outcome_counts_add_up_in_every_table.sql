-- 各种整改结果之和不等于隐患数，或者各行之和不等于总览
-- The outcomes do not add up to the hazard items, or the rows do not add up to the headline
--
-- 这是统计表的错误，不是数据的错误：检查 2_tables 中该表的查询。
-- This is a mistake in a table, not in the data: look at the query of the table in 2_tables.
with
rows_with_outcomes as (
    select
        'outcomes_by_town' as dataset,
        'town_code' as field,
        o.town_code as key,
        o.hazard_items,
        o.rectified_items as rectified_items,
        o.on_time_items,
        o.late_items,
        o.ceased_items,
        o.awaiting_recheck_items,
        o.in_rectification_items,
        o.overdue_items,
        o.no_follow_up_items
    from tables.outcomes_by_town as o
    union all
    select
        'outcomes_by_sector' as dataset,
        'sector_code' as field,
        o.sector_code as key,
        o.hazard_items,
        o.rectified_items as rectified_items,
        o.on_time_items,
        o.late_items,
        o.ceased_items,
        o.awaiting_recheck_items,
        o.in_rectification_items,
        o.overdue_items,
        o.no_follow_up_items
    from tables.outcomes_by_sector as o
    union all
    select
        'outcomes_by_town_and_sector' as dataset,
        'sector_code' as field,
        o.town_code || '-' || o.sector_code as key,
        o.hazard_items,
        o.rectified_items as rectified_items,
        o.on_time_items,
        o.late_items,
        o.ceased_items,
        o.awaiting_recheck_items,
        o.in_rectification_items,
        o.overdue_items,
        o.no_follow_up_items
    from tables.outcomes_by_town_and_sector as o
    union all
    select
        'outcomes_by_venue_type' as dataset,
        'venue_type_code' as field,
        o.venue_type_code as key,
        o.hazard_items,
        o.rectified_items as rectified_items,
        o.on_time_items,
        o.late_items,
        o.ceased_items,
        o.awaiting_recheck_items,
        o.in_rectification_items,
        o.overdue_items,
        o.no_follow_up_items
    from tables.outcomes_by_venue_type as o
    union all
    select
        'outcomes_by_hazard_type' as dataset,
        'hazard_type_code' as field,
        o.hazard_type_code as key,
        o.hazard_items,
        o.rectified_items as rectified_items,
        o.on_time_items,
        o.late_items,
        o.ceased_items,
        o.awaiting_recheck_items,
        o.in_rectification_items,
        o.overdue_items,
        o.no_follow_up_items
    from tables.outcomes_by_hazard_type as o
    union all
    select
        'outcomes_by_level' as dataset,
        'hazard_level_code' as field,
        o.hazard_level_code as key,
        o.hazard_items,
        o.rectified_items as rectified_items,
        o.on_time_items,
        o.late_items,
        o.ceased_items,
        o.awaiting_recheck_items,
        o.in_rectification_items,
        o.overdue_items,
        o.no_follow_up_items
    from tables.outcomes_by_level as o
    union all
    select
        'outcomes_by_month' as dataset,
        'month' as field,
        o.month as key,
        o.hazard_items,
        o.rectified_items as rectified_items,
        o.on_time_items,
        o.late_items,
        o.ceased_items,
        o.awaiting_recheck_items,
        o.in_rectification_items,
        o.overdue_items,
        o.no_follow_up_items
    from tables.outcomes_by_month as o
    union all
    select
        'outcomes_by_town_and_quarter' as dataset,
        'quarter' as field,
        o.town_code || ' ' || o.quarter as key,
        o.hazard_items,
        o.rectified_items as rectified_items,
        o.on_time_items,
        o.late_items,
        o.ceased_items,
        o.awaiting_recheck_items,
        o.in_rectification_items,
        o.overdue_items,
        o.no_follow_up_items
    from tables.outcomes_by_town_and_quarter as o
    union all
    select
        'follow_up_by_notice' as dataset,
        'notice_id' as field,
        f.notice_id as key,
        f.hazard_items,
        f.on_time_items + f.late_items as rectified_items,
        f.on_time_items,
        f.late_items,
        f.ceased_items,
        f.awaiting_recheck_items,
        f.in_rectification_items,
        f.overdue_items,
        f.no_follow_up_items
    from tables.follow_up_by_notice as f
    union all
    select
        'follow_up_by_exposure' as dataset,
        'exposure_id' as field,
        f.exposure_id as key,
        f.hazard_items,
        f.rectified_items as rectified_items,
        f.on_time_items,
        f.late_items,
        f.ceased_items,
        f.awaiting_recheck_items,
        f.in_rectification_items,
        f.overdue_items,
        f.no_follow_up_items
    from tables.follow_up_by_exposure as f
    union all
    select
        'headline' as dataset,
        'as_of' as field,
        h.as_of::varchar as key,
        h.hazard_items,
        h.rectified_items as rectified_items,
        h.on_time_items,
        h.late_items,
        h.ceased_items,
        h.awaiting_recheck_items,
        h.in_rectification_items,
        h.overdue_items,
        h.no_follow_up_items
    from tables.headline as h
),

rows_that_differ as (
    select
        c.dataset,
        c.field,
        c.key,
        c.on_time_items
        + c.late_items
        + c.ceased_items
        + c.awaiting_recheck_items
        + c.in_rectification_items
        + c.overdue_items
        + c.no_follow_up_items as outcomes,
        c.hazard_items,
        c.on_time_items + c.late_items as closed_by_rectification,
        c.rectified_items
    from rows_with_outcomes as c
),

totals_of_tables as (
    select
        c.dataset,
        c.field,
        unnest([
            'hazard_items',
            'on_time_items',
            'late_items',
            'ceased_items',
            'awaiting_recheck_items',
            'in_rectification_items',
            'overdue_items',
            'no_follow_up_items'
        ]) as measure,
        unnest([
            sum(c.hazard_items),
            sum(c.on_time_items),
            sum(c.late_items),
            sum(c.ceased_items),
            sum(c.awaiting_recheck_items),
            sum(c.in_rectification_items),
            sum(c.overdue_items),
            sum(c.no_follow_up_items)
        ]) as total,
        unnest([
            any_value(h.hazard_items),
            any_value(h.on_time_items),
            any_value(h.late_items),
            any_value(h.ceased_items),
            any_value(h.awaiting_recheck_items),
            any_value(h.in_rectification_items),
            any_value(h.overdue_items),
            any_value(h.no_follow_up_items)
        ]) as headline
    from rows_with_outcomes as c
    cross join tables.headline as h
    group by c.dataset, c.field
),

contradictions as (
    select
        d.dataset,
        d.field,
        d.key || ': ' || d.outcomes || ' ≠ ' || d.hazard_items as found
    from rows_that_differ as d
    where d.outcomes != d.hazard_items
    union all
    select
        d.dataset,
        d.field,
        d.key || ': ' || d.closed_by_rectification || ' ≠ ' || d.rectified_items as found
    from rows_that_differ as d
    where d.closed_by_rectification != d.rectified_items
    union all
    select
        t.dataset,
        t.field,
        'Σ ' || t.measure || ': ' || t.total || ' ≠ ' || t.headline as found
    from totals_of_tables as t
    where t.total != t.headline
)

select
    c.dataset,
    0 as line,
    c.field,
    c.found
from contradictions as c
order by c.dataset, c.field, c.found
