-- 反弹的隐患没有指向同一单位先前的同类隐患
-- A relapse does not link to an earlier item of the same unit and the same type
--
-- 在 relapse_of_item_id 填写同一单位检查日期更早的同类隐患编号；状态 S10 必须填写。
-- Put into relapse_of_item_id the item of the same type found at the same unit by an earlier inspection; status S10 requires it.
with
items_with_unit as (
    select
        r._line,
        r.item_id,
        r.relapse_of_item_id,
        r.rectification_status_code,
        r.hazard_type_code,
        e.inspected_on,
        -- Without a credit code the name and the town are all that tells a unit.
        coalesce(e.uscc, e.unit_name || ' ' || e.town_code) as unit
    from raw.rectifications as r
    inner join raw.exposures as e on r.exposure_id = e.exposure_id
),

broken_links as (
    select
        i._line,
        'S10, relapse_of_item_id = ∅' as found
    from items_with_unit as i
    where i.rectification_status_code = 'S10' and i.relapse_of_item_id is null
    union all
    select
        later._line,
        later.item_id || ' → ' || earlier.item_id || ': uscc' as found
    from items_with_unit as later
    inner join items_with_unit as earlier on later.relapse_of_item_id = earlier.item_id
    where later.unit != earlier.unit
    union all
    select
        later._line,
        later.hazard_type_code || ' ≠ ' || earlier.hazard_type_code as found
    from items_with_unit as later
    inner join items_with_unit as earlier on later.relapse_of_item_id = earlier.item_id
    where later.hazard_type_code != earlier.hazard_type_code
    union all
    select
        later._line,
        later.inspected_on || ' <= ' || earlier.inspected_on as found
    from items_with_unit as later
    inner join items_with_unit as earlier on later.relapse_of_item_id = earlier.item_id
    where later.inspected_on <= earlier.inspected_on
)

select
    'rectifications' as dataset,
    l._line as line,
    'relapse_of_item_id' as field,
    l.found
from broken_links as l
order by l._line, l.found
