-- 统一社会信用代码的校验码不对（GB 32100）
-- The check character of a credit code is wrong (GB 32100)
--
-- 对照营业执照改正代码，通常是抄错了一位。
-- Correct the code from the business licence; most often one character was copied wrongly.
with
codes_as_entered as (
    select
        'exposures' as dataset,
        e._line as line,
        e.uscc
    from raw.exposures as e
    where e.uscc is not null
    union all
    select
        'penalties' as dataset,
        p._line as line,
        p.uscc
    from raw.penalties as p
    where p.uscc is not null
),

-- Each of the first 17 characters counts as its place among the 31, times its weight.
codes_with_sum as (
    select
        c.dataset,
        c.line,
        c.uscc,
        list_sum([
            (strpos('0123456789ABCDEFGHJKLMNPQRTUWXY', substr(c.uscc, i, 1)) - 1)
            * [1, 3, 9, 27, 19, 26, 16, 17, 20, 29, 25, 13, 8, 24, 10, 30, 28][i]
            for i in range(1, 18)
        ])::bigint as weighted_sum
    from codes_as_entered as c
),

codes_with_check_character as (
    select
        c.dataset,
        c.line,
        c.uscc,
        substr('0123456789ABCDEFGHJKLMNPQRTUWXY', 1 + (31 - c.weighted_sum % 31) % 31, 1) as check_character
    from codes_with_sum as c
)

select
    c.dataset,
    c.line,
    'uscc' as field,
    c.uscc || ' ≠ ' || left(c.uscc, 17) || c.check_character as found
from codes_with_check_character as c
where right(c.uscc, 1) != c.check_character
order by c.dataset, c.line
