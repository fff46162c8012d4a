-- 查询页的文字
-- The texts of the explorer
--
-- 单位名称和隐患内容，每五百起案例一个文件，次序与隐患总表相同；查询页用到哪个才取哪个。版本由内容算出，查询页据此认出不同次发布的文件。
-- The names of units and the findings, five hundred exposures to a file, in the order of the hazard register; the explorer fetches those that it needs. The version is computed from the content: by it the explorer knows files of different publications.
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
),

texts as (
    select
        b.block_no,
        to_json({'exposure_id': b.exposure_ids, 'unit_name': b.unit_names, 'uscc': b.usccs}) as exposures,
        to_json({'item_id': i.item_ids, 'finding': i.findings}) as items
    from blocks as b
    inner join items_of_blocks as i on b.block_no = i.block_no
),

-- Without digits: no rule about numbers of persons can take a version for one.
texts_with_versions as (
    select
        t.block_no,
        t.exposures,
        t.items,
        translate(left(md5(to_json([t.exposures, t.items])), 8), '0123456789', 'ghijklmnop') as version
    from texts as t
)

select
    t.block_no,
    t.version,
    to_json({'version': t.version, 'exposures': t.exposures, 'items': t.items})::varchar as payload
from texts_with_versions as t
order by t.block_no
