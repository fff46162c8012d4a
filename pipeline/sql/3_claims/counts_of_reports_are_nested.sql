-- 查证属实的举报多于受理的，或者给予奖励的多于属实的
-- More reports were found true than received, or more rewarded than found true
--
-- 属实的只从当月受理的举报中计，奖励的只从属实的中计。核对这一行的三个数目；数目不在此重复。
-- Only reports received in the month count as found true, and only those found true as rewarded. Check the three numbers of the row; they are not repeated here.
select
    'report_returns' as dataset,
    r._line as line,
    case when r.verified_count > r.report_count then 'verified_count' else 'rewarded_count' end as field,
    r.month || ' ' || r.town_code as found
from raw.report_returns as r
where r.verified_count > r.report_count or r.rewarded_count > r.verified_count
order by r._line
