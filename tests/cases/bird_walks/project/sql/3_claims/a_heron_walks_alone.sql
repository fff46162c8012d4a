-- More than one heron was counted on one walk
--
-- Herons here live alone; check the number of birds
select 'counts' as dataset, _line as line, 'birds' as field, birds::varchar as found
from raw.counts
where bird = 'Grey heron' and birds > 1
order by line
