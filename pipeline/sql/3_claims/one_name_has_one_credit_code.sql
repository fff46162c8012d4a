-- 同一单位名称的统一社会信用代码与首次公开时不同
-- A unit has another credit code than when its name was first published
--
-- 核对代码；确为同名的两家单位的，照实保留。
-- Check the code; where they are two units of one name, leave it.
--
-- severity: warning
with
public_units as (
    select
        'exposures' as dataset,
        e.exposure_id as key,
        'uscc' as field,
        e.unit_name as name,
        e.uscc,
        e.first_published_on as published_on
    from public.exposures as e
    where e.uscc is not null
    union all
    select
        'penalties' as dataset,
        p.penalty_id as key,
        'uscc' as field,
        p.party_name as name,
        p.uscc,
        p.published_on
    from public.penalties as p
    where p.uscc is not null
),

-- Full-width letters, digits and brackets are read as their half-width forms, and spaces and middle
-- dots as nothing: the same name written otherwise is not another name.
units_with_folded_name as (
    select
        u.dataset,
        u.key,
        u.field,
        u.name,
        u.uscc,
        u.published_on,
        lower(translate(
            translate(
                u.name,
                array_to_string([chr(c::integer) for c in range(65281, 65375)], ''),
                array_to_string([chr(c::integer) for c in range(33, 127)], '')
            ),
            ' 　·•・',
            ''
        )) as folded_name
    from public_units as u
),

units_with_first_code as (
    select
        u.dataset,
        u.key,
        u.field,
        u.name,
        u.uscc,
        first_value(u.uscc) over first_published as first_uscc
    from units_with_folded_name as u
    window first_published as (partition by u.folded_name order by u.published_on, u.dataset, u.key)
)

select
    u.dataset,
    u.key,
    u.field,
    u.name || ': ' || u.uscc || ' ≠ ' || u.first_uscc as found
from units_with_first_code as u
where u.uscc != u.first_uscc
order by u.dataset, u.key
