-- 各月公布的处罚
-- Penalties by month
--
-- 每页五十项，从最早的一项开始编页；页内新的在前。每项处罚因此都有一个网址；公示期满以后，该页仍在。
-- Fifty to a page, numbered from the oldest; within a page the newest comes first. So every penalty has an address, and the page stays when its penalties have ended.
with
-- Penalties that have ended keep the pages of their month, with nothing of them on it.
penalties_by_month as (
    select p.month from public.penalties as p
    union all
    select strftime(w.first_published_on, '%Y-%m') as month
    from public.withdrawals as w
    where w.dataset = 'penalties'
),

pages_by_month as (
    select
        m.month,
        unnest(range(1, (count(*) - 1) // 50 + 2)) as page_no
    from penalties_by_month as m
    group by m.month
),

penalties_in_order as (
    select
        p.month,
        p.penalty_id,
        p.case_id,
        p.exposure_id,
        p.party_name,
        {'zh': t.title_zh, 'en': t.title_en} as town,
        p.doc_no,
        p.decided_on,
        {'zh': k.title_zh, 'en': k.title_en} as kind,
        p.violation,
        p.legal_basis,
        p.amount_yuan,
        p.published_on,
        p.publish_until_on,
        (row_number() over (partition by p.month order by p.published_on, p.penalty_id) - 1) // 50 + 1 as page_no
    from public.penalties as p
    inner join public.penalty_kinds as k on p.penalty_kind_code = k.penalty_kind_code
    inner join public.towns as t on p.town_code = t.town_code
),

pages_in_order as (
    select
        month,
        page_no,
        list(
            {
                'penalty_id': penalty_id,
                'case_id': case_id,
                'exposure_id': exposure_id,
                'party_name': party_name,
                'town': town,
                'doc_no': doc_no,
                'decided_on': decided_on,
                'kind': kind,
                'violation': violation,
                'legal_basis': legal_basis,
                'amount_yuan': amount_yuan,
                'published_on': published_on,
                'publish_until_on': publish_until_on
            }
            order by published_on desc, penalty_id desc
        ) as penalties
    from penalties_in_order
    group by month, page_no
)

select
    m.month,
    m.page_no,
    lead(m.page_no) over (partition by m.month order by m.page_no) as newer_page_no,
    case when m.page_no > 1 then m.page_no - 1 end as older_page_no,
    coalesce(p.penalties, []) as penalties
from pages_by_month as m
left join pages_in_order as p on m.month = p.month and m.page_no = p.page_no
order by m.month, m.page_no
