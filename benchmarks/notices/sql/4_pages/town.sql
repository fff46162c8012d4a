-- 列表页
--
-- 每行是一页列表，每页五十份。
with
numbered as (
    select
        n.*,
        n.town_name as heading,
        row_number() over (partition by n.town order by n.id desc) as position
    from public.notices as n
)

select
    n.town,
    ((n.position - 1) // 50 + 1)::varchar as page_no,
    n.heading,
    list(
        {
            'id': n.id, 'title': n.title, 'date': n.date::varchar, 'year': year(n.date)::varchar,
            'town_name': n.town_name, 'sector_name': n.sector_name, 'status': n.status
        }
        order by n.position
    ) as items_of_page,
    (max(max(n.position)) over (partition by n.town) - 1) // 50 + 1 as pages,
    max(max(n.position)) over (partition by n.town) as notices
from numbered as n
group by n.town, n.heading, (n.position - 1) // 50
order by n.town, (n.position - 1) // 50
