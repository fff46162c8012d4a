-- 检查之日，所引用的判定标准尚未施行或者已经失效
-- The criterion cited was not in force on the day of the inspection
--
-- 改用检查之日有效的版本；版本和有效期见 datasets/codes/criteria.csv。
-- Cite the edition in force on that day; the editions and their dates stand in datasets/codes/criteria.csv.
select
    'rectifications' as dataset,
    r._line as line,
    'criterion_code' as field,
    c.criterion_code || ': ' || e.inspected_on || ' ∉ '
    || coalesce(c.valid_from_on::varchar, '…') || '–' || coalesce(c.valid_to_on::varchar, '…') as found
from raw.rectifications as r
inner join raw.exposures as e on r.exposure_id = e.exposure_id
inner join raw.criteria as c on r.criterion_code = c.criterion_code
where
    -- Dates that no source confirms must not refuse anything.
    c.certainty = 'a'
    and (e.inspected_on < c.valid_from_on or e.inspected_on > c.valid_to_on)
order by r._line
