-- 同一统一社会信用代码下的名称与首次公开时不同
-- A unit has another name than when its credit code was first published
--
-- 核对名称；单位已经更名的，照实保留。
-- Check the name; where the unit has changed it, leave it.
--
-- severity: warning
with
public_units as (
    select
        'exposures' as dataset,
        e.exposure_id as key,
        'unit_name' as field,
        e.unit_name as name,
        e.uscc,
        e.first_published_on as published_on
    from public.exposures as e
    where e.uscc is not null
    union all
    select
        'penalties' as dataset,
        p.penalty_id as key,
        'party_name' as field,
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

units_with_first_name as (
    select
        u.dataset,
        u.key,
        u.field,
        u.name,
        u.uscc,
        u.folded_name,
        first_value(u.name) over first_published as first_name,
        first_value(u.folded_name) over first_published as first_folded_name
    from units_with_folded_name as u
    window first_published as (partition by u.uscc order by u.published_on, u.dataset, u.key)
)

select
    u.dataset,
    u.key,
    u.field,
    u.uscc || ': ' || u.name || ' ≠ ' || u.first_name as found
from units_with_first_name as u
where u.folded_name != u.first_folded_name
order by u.dataset, u.key
