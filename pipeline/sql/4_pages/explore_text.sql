-- 查询页的文字
-- The texts of the explorer
--
-- 单位名称和隐患内容，每五百起案例一个文件，次序与隐患总表相同；查询页用到哪个才取哪个。
-- The names of units and the findings, five hundred exposures to a file, in the order of the hazard register; the explorer fetches those that it needs.
with
exposures_in_order as (
    select
        e.exposure_id,
        e.unit_name,
        e.uscc,
        (row_number() over (order by e.exposure_id) - 1) // 500 + 1 as block_no
    from tables.follow_up_by_exposure as e
),

blocks as (
    select
        e.block_no,
        list(e.exposure_id order by e.exposure_id) as exposure_ids,
        list(e.unit_name order by e.exposure_id) as unit_names,
        list(e.uscc order by e.exposure_id) as usccs
    from exposures_in_order as e
    group by e.block_no
),

items_of_blocks as (
    select
        e.block_no,
        list(r.item_id order by r.exposure_id, r.item_no) as item_ids,
        list(r.finding order by r.exposure_id, r.item_no) as findings
    from tables.hazard_register as r
    inner join exposures_in_order as e on r.exposure_id = e.exposure_id
    group by e.block_no
)

select
    b.block_no,
    to_json({
        'exposures': {'exposure_id': b.exposure_ids, 'unit_name': b.unit_names, 'uscc': b.usccs},
        'items': {'item_id': i.item_ids, 'finding': i.findings}
    })::varchar as payload
from blocks as b
inner join items_of_blocks as i on b.block_no = i.block_no
order by b.block_no
