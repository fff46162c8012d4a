-- 各类处罚
-- Penalties by kind
--
-- 目前公开的处罚有哪几种，各多少项，罚款多少元？没有用到的种类也列出。
-- Which kinds of penalty are published at present, how many of each, and how much in fines? Kinds not used are listed too.
--
-- key: penalty_kind_code
-- made of: penalties where penalty_kind_code = $penalty_kind_code
-- lines (项 lines): 处罚 — 目前公开的该种处罚，逐项计；已撤回和公示期满的不计 | Penalties — penalties of this kind published at present, line by line; withdrawn and expired ones are not counted
-- cases (件 cases): 案件 — 同一案件编号计一件；一案含多种处罚的可计入多行 | Cases — one for each case number; a case with several kinds of penalty counts in several rows
-- units (家 units): 受罚单位 — 法人、非法人组织和个体工商户，按统一社会信用代码去重；没有代码的每件案件计一家 | Units penalised — legal persons, organisations and sole traders, each credit code counted once; where there is none, one for each case
-- persons (人次 persons): 受罚个人 — 自然人已经隐名，无法跨案件去重：同一案件中同名的计一人次 | Persons penalised — natural persons are masked and cannot be matched across cases: one for each masked name within a case
-- amount_yuan (元 yuan): 罚款金额 — 公布的罚款金额之和；没有金额的处罚不计 | Fines — the sum of the fines published; penalties without an amount add nothing
select
    k.penalty_kind_code,
    k.title_zh,
    k.title_en,
    count(p.penalty_id) as lines,
    count(distinct p.case_id) as cases,
    count(distinct coalesce(p.uscc, p.case_id)) filter (where p.counterpart_type_code != '2') as units,
    count(distinct (p.case_id, p.party_name)) filter (where p.counterpart_type_code = '2') as persons,
    coalesce(sum(p.amount_yuan), 0)::bigint as amount_yuan
from public.penalty_kinds as k
left join public.penalties as p on k.penalty_kind_code = p.penalty_kind_code
group by k.penalty_kind_code, k.title_zh, k.title_en
order by k.penalty_kind_code
