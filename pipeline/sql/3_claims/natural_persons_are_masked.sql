-- 自然人的姓名、代码或者地址没有遮蔽
-- The name, code or address of a natural person is not masked
--
-- 在源文件中把姓名写作“张某某”；源文件已经这样写的，检查 1_public 中该数据集的查询。
-- Write the name in the form 张某某 in the source file; where it is so already, look at the query of the dataset in 1_public.
with
natural_persons as (
    select
        'exposures' as dataset,
        r._line as line,
        'unit_name' as field,
        e.unit_name as name,
        e.uscc,
        e.address
    from public.exposures as e
    inner join raw.exposures as r on e.exposure_id = r.exposure_id
    where e.counterpart_type_code = '2'
    union all
    select
        'penalties' as dataset,
        r._line as line,
        'party_name' as field,
        p.party_name as name,
        p.uscc,
        null as address
    from public.penalties as p
    inner join raw.penalties as r on p.penalty_id = r.penalty_id
    where p.counterpart_type_code = '2'
),

-- The files of the register are themselves open to read, so a name is masked before it is entered.
names_as_entered as (
    select
        'exposures' as dataset,
        e._line as line,
        'unit_name' as field,
        e.unit_name as name
    from raw.exposures as e
    where e.counterpart_type_code = '2'
    union all
    select
        'penalties' as dataset,
        p._line as line,
        'party_name' as field,
        p.party_name as name
    from raw.penalties as p
    where p.counterpart_type_code = '2'
),

disclosures as (
    select
        n.dataset,
        n.line,
        n.field,
        left(n.name, 1) || '… ≠ ' || left(n.name, 1) || '某某' as found
    from natural_persons as n
    where not regexp_full_match(n.name, '.某某')
    union all
    select
        n.dataset,
        n.line,
        n.field,
        left(n.name, 1) || '… ≠ ' || left(n.name, 1) || '某某' as found
    from names_as_entered as n
    where not regexp_full_match(n.name, '.{1,2}某某')
    union all
    select
        n.dataset,
        n.line,
        'uscc' as field,
        n.name || ', uscc ≠ ∅' as found
    from natural_persons as n
    where n.uscc is not null
    union all
    select
        n.dataset,
        n.line,
        'address' as field,
        n.name || ', address ≠ ∅' as found
    from natural_persons as n
    where n.address is not null
)

select distinct
    d.dataset,
    d.line,
    d.field,
    d.found
from disclosures as d
order by d.dataset, d.line, d.field, d.found
