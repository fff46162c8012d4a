-- 最近公布的处罚
-- Latest penalties
--
-- 最近公布的二十五项处罚。
-- The twenty-five penalties published most recently.
select
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
    p.publish_until_on
from public.penalties as p
inner join public.penalty_kinds as k on p.penalty_kind_code = k.penalty_kind_code
inner join public.towns as t on p.town_code = t.town_code
order by p.published_on desc, p.penalty_id desc
limit 25
