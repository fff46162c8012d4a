-- 需要计算工作日，但节假日表没有这一年
-- Working days must be counted in a year that the list of holidays does not hold
--
-- 按国务院办公厅公布的放假安排，把这一年补入 datasets/codes/holidays.csv；日期写错的，改正日期。
-- Add the year to datasets/codes/holidays.csv from the announcement of the General Office of the State Council; where the date is wrong, correct it.
with
years_needed as (
    select
        p._line as line,
        year(p.decided_on) as first_year,
        unnest(range(
            least(year(p.decided_on), year(p.published_on)),
            greatest(year(p.decided_on), year(p.published_on)) + 1
        )) as needed_year
    from raw.penalties as p
),

years_known as (
    select distinct year(h.day_on) as known_year
    from raw.holidays as h
)

select
    'penalties' as dataset,
    n.line,
    case when n.needed_year = n.first_year then 'decided_on' else 'published_on' end as field,
    n.needed_year || ' ∉ holidays' as found
from years_needed as n
anti join years_known as k on n.needed_year = k.known_year
order by n.line, n.needed_year
