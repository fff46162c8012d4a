-- 统一社会信用代码中的主体标识码（第9位至第17位）校验码不对（GB 11714）
-- The check character of the organisation code, characters 9 to 17 of a credit code, is wrong (GB 11714)
--
-- 对照营业执照核对代码；执照上就是如此的，照实保留。
-- Compare the code with the business licence; where the licence has it so, leave it.
--
-- severity: warning
with
public_codes as (
    select
        'exposures' as dataset,
        e.exposure_id as key,
        e.uscc
    from public.exposures as e
    where e.uscc is not null
    union all
    select
        'penalties' as dataset,
        p.penalty_id as key,
        p.uscc
    from public.penalties as p
    where p.uscc is not null
),

-- In this older standard letters count from A = 10 without a gap.
codes_with_sum as (
    select
        c.dataset,
        c.key,
        c.uscc,
        list_sum([
            (strpos('0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ', substr(c.uscc, 8 + i, 1)) - 1)
            * [3, 7, 9, 10, 5, 8, 4, 2][i]
            for i in range(1, 9)
        ])::bigint as weighted_sum
    from public_codes as c
),

codes_with_check_character as (
    select
        c.dataset,
        c.key,
        c.uscc,
        substr('0123456789X', 1 + (11 - c.weighted_sum % 11) % 11, 1) as check_character
    from codes_with_sum as c
)

select
    c.dataset,
    c.key,
    'uscc' as field,
    substr(c.uscc, 9, 9) || ' ≠ ' || substr(c.uscc, 9, 8) || c.check_character as found
from codes_with_check_character as c
where substr(c.uscc, 17, 1) != c.check_character
order by c.dataset, c.key
