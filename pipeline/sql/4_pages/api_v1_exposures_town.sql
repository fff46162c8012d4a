-- 各街镇案例的 JSON
-- Exposures by town as JSON
--
-- 分页与网页清单相同：每页五十起，从最早的一起开始编页，所以旧页不因新案例而改变。
-- Paged as the list of the site is: fifty to a page, numbered from the oldest, so that a new exposure leaves old pages as they are.
select
    e.town_code,
    e.page_no,
    to_json(
        {
            'town_code': e.town_code,
            'town': e.town_title,
            'page_no': e.page_no,
            'older_page_no': e.older_page_no,
            'newer_page_no': e.newer_page_no,
            'exposures': list_reverse(e.exposures)
        }
    )::varchar as record
from pages.exposures_town as e
order by e.town_code, e.page_no
