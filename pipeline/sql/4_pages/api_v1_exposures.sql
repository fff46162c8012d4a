-- 案例的 JSON
-- Exposures as JSON
--
-- 每起案例一个 JSON 文件，内容与案例页相同；已撤下的只留编号、日期和原因。
-- One JSON file per exposure, which tells what its page tells; of one that has been taken down only its number, dates and reason remain.
select
    e.exposure_id,
    case
        when e.is_ended
            then to_json(
                {
                    'exposure_id': e.exposure_id,
                    'is_ended': e.is_ended,
                    'first_published_on': e.first_published_on,
                    'ended_on': e.ended_on,
                    'ending': e.ending,
                    'reason': e.reason
                }
            )
        else to_json(e)
    end::varchar as record
from pages.exposures as e
order by e.exposure_id
