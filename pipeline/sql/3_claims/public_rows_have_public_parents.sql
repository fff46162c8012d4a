-- 公开的行指向一条不公开的记录
-- A public row points to a record that is not public
--
-- 这是公开规则的错误，不是数据的错误：检查 1_public 中该数据集的查询。
-- This is a mistake in the rules of publication, not in the data: look at the query of the dataset in 1_public.
with
orphans as (
    select
        'exposures' as dataset,
        r._line as line,
        'notice_id' as field,
        e.exposure_id || ' → ' || e.notice_id as found
    from public.exposures as e
    inner join raw.exposures as r on e.exposure_id = r.exposure_id
    anti join public.notices as n on e.notice_id = n.notice_id
    union all
    select
        'rectifications' as dataset,
        r._line as line,
        'exposure_id' as field,
        i.item_id || ' → ' || i.exposure_id as found
    from public.rectifications as i
    inner join raw.rectifications as r on i.item_id = r.item_id
    anti join public.exposures as e on i.exposure_id = e.exposure_id
    union all
    select
        'rectifications' as dataset,
        r._line as line,
        'relapse_of_item_id' as field,
        i.item_id || ' → ' || i.relapse_of_item_id as found
    from public.rectifications as i
    inner join raw.rectifications as r on i.item_id = r.item_id
    anti join public.rectifications as earlier on i.relapse_of_item_id = earlier.item_id
    where i.relapse_of_item_id is not null
    union all
    select
        'penalties' as dataset,
        r._line as line,
        'exposure_id' as field,
        p.penalty_id || ' → ' || p.exposure_id as found
    from public.penalties as p
    inner join raw.penalties as r on p.penalty_id = r.penalty_id
    anti join public.exposures as e on p.exposure_id = e.exposure_id
    where p.exposure_id is not null
)

select
    o.dataset,
    o.line,
    o.field,
    o.found
from orphans as o
order by o.dataset, o.line, o.field, o.found
