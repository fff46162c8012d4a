-- 列表页
--
-- 每行是一个镇街、一个行业或者一个月份的一页列表，每页五十份。
with
listed as (
    select
        'town' as kind,
        n.town as slug,
        n.town_name as heading,
        n.*
    from public.notices as n
    union all
    select
        'sector' as kind,
        n.sector as slug,
        n.sector_name as heading,
        n.*
    from public.notices as n
    union all
    select
        'month' as kind,
        n.month as slug,
        n.month as heading,
        n.*
    from public.notices as n
),

numbered as (
    select
        l.*,
        row_number() over (partition by l.kind, l.slug order by l.id desc) as position
    from listed as l
)

select
    n.kind,
    n.slug,
    ((n.position - 1) // 50 + 1)::varchar as page_no,
    n.heading,
    list(
        {
            'id': n.id, 'title': n.title, 'date': n.date::varchar, 'year': year(n.date)::varchar,
            'town_name': n.town_name, 'sector_name': n.sector_name, 'status': n.status
        }
        order by n.position
    ) as items_of_page,
    (max(max(n.position)) over (partition by n.kind, n.slug) - 1) // 50 + 1 as pages,
    max(max(n.position)) over (partition by n.kind, n.slug) as notices
from numbered as n
group by n.kind, n.slug, n.heading, (n.position - 1) // 50
order by n.kind, n.slug, (n.position - 1) // 50
