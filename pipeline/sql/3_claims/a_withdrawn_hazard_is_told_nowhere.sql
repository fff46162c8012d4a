-- 已撤回的隐患仍写在案例的概述里
-- A withdrawn hazard is still told in the summary of its exposure
--
-- 从概述中删去这一项。
-- Take it out of the summary.
with
withdrawn_findings as (
    select
        r.exposure_id,
        r.item_id,
        r.finding
    from raw.rectifications as r
    where r.rectification_status_code = 'S11'
),

live_findings as (
    select
        r.exposure_id,
        r.finding
    from raw.rectifications as r
    where r.rectification_status_code is distinct from 'S11'
)

select
    'exposures' as dataset,
    e._line as line,
    'summary' as field,
    w.item_id as found
from withdrawn_findings as w
inner join raw.exposures as e on w.exposure_id = e.exposure_id
inner join public.exposures as p on e.exposure_id = p.exposure_id
anti join live_findings as l on w.exposure_id = l.exposure_id and w.finding = l.finding
where contains(e.summary, w.finding)
order by line, found
