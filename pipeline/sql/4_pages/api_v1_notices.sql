-- 通报的 JSON
-- Notices as JSON
--
-- 每份通报一个 JSON 文件，内容与通报页相同；已撤下的只留编号、日期和原因。
-- One JSON file per notice, which tells what its page tells; of one that has been taken down only its number, dates and reason remain.
select
    n.notice_id,
    case
        when n.is_ended
            then to_json(
                {
                    'notice_id': n.notice_id,
                    'is_ended': n.is_ended,
                    'first_published_on': n.first_published_on,
                    'ended_on': n.ended_on,
                    'ending': n.ending,
                    'reason': n.reason
                }
            )
        else to_json(n)
    end::varchar as record
from pages.notices as n
order by n.notice_id
