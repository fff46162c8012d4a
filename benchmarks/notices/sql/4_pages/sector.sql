-- 列表页
--
-- 每行是一页列表，每页五十份。
with
numbered as (
    select
        n.*,
        n.sector_name as heading,
        row_number() over (partition by n.sector order by n.id desc) as position
    from public.notices as n
)

select
    n.sector,
    ((n.position - 1) // 50 + 1)::varchar as page_no,
    n.heading,
    list(
        {
            'id': n.id, 'title': n.title, 'date': n.date::varchar, 'year': year(n.date)::varchar,
            'town_name': n.town_name, 'sector_name': n.sector_name, 'status': n.status
        }
        order by n.position
    ) as items_of_page,
    (max(max(n.position)) over (partition by n.sector) - 1) // 50 + 1 as pages,
    max(max(n.position)) over (partition by n.sector) as notices
from numbered as n
group by n.sector, n.heading, (n.position - 1) // 50
order by n.sector, (n.position - 1) // 50
