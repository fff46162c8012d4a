-- 从查出到整改
-- From finding to rectification
--
-- 查出的隐患有多少责令了整改，多少按期改好，多少改晚了，多少逾期未改，还有多少没有结论？后四步合起来等于查出的隐患。
-- Of the hazards found, how many were ordered to be put right, how many were rectified on time, how many late, how many are overdue, and how many are undecided? The last four steps add up to the hazards found.
--
-- key: step_no
-- made of: rectifications where case $step_code when 'found' then true when 'ordered' then ordered_on is not null when 'undecided' then outcome_code not in ('on_time', 'late', 'overdue') else outcome_code = $step_code end
-- step_no: 序号 — 从查出到结果的次序 | Step number — in the order from finding to outcome
-- step_code: 步骤代码 — found 查出，ordered 责令，on_time 按期整改，late 逾期后整改，overdue 逾期未改，undecided 没有结论 | Step code — found, ordered, on_time (rectified on time), late (rectified late), overdue, undecided
-- title_zh: 步骤 — 步骤的中文名称 | Step, in Chinese — the Chinese name of the step
-- title_en: 步骤（英文） — 步骤的英文名称 | Step — the English name of the step
-- items (项 items): 隐患 — 到达这一步的隐患；没有结论的是待复查、限期整改中、停业搬迁拆除和未公布后续之和 | Hazard items — the items that reached the step; undecided ones are those awaiting recheck, in rectification, ceased or without follow-up
-- share_percent (% %): 占查出的比例 — 到达这一步的隐患 ÷ 查出的隐患，保留一位小数；没有隐患时为空 | Share of hazards found — items that reached the step ÷ hazards found, to one decimal place; empty where there are none
with
totals as (
    select
        count(*) as found_items,
        count(r.ordered_on) as ordered_items,
        count(*) filter (where r.outcome_code = 'on_time') as on_time_items,
        count(*) filter (where r.outcome_code = 'late') as late_items,
        count(*) filter (where r.outcome_code = 'overdue') as overdue_items,
        count(*) filter (where r.outcome_code not in ('on_time', 'late', 'overdue')) as undecided_items
    from public.rectifications as r
),

steps as (
    select
        v.step_no::bigint as step_no,
        v.step_code,
        v.title_zh,
        v.title_en
    from (
        values
        (1, 'found', '查出', 'Found'),
        (2, 'ordered', '责令整改', 'Ordered to be put right'),
        (3, 'on_time', '按期整改', 'Rectified on time'),
        (4, 'late', '逾期后整改', 'Rectified late'),
        (5, 'overdue', '逾期未改', 'Overdue'),
        (6, 'undecided', '还没有结论', 'Not decided yet')
    ) as v (step_no, step_code, title_zh, title_en)
),

steps_with_items as (
    select
        s.step_no,
        s.step_code,
        s.title_zh,
        s.title_en,
        t.found_items,
        case s.step_code
            when 'found' then t.found_items
            when 'ordered' then t.ordered_items
            when 'on_time' then t.on_time_items
            when 'late' then t.late_items
            when 'overdue' then t.overdue_items
            else t.undecided_items
        end as items
    from steps as s
    cross join totals as t
)

select
    s.step_no,
    s.step_code,
    s.title_zh,
    s.title_en,
    s.items,
    (100.0 * s.items / nullif(s.found_items, 0))::decimal(5, 1) as share_percent
from steps_with_items as s
order by s.step_no
