-- 各月公布的处罚
-- Penalties by month of publication
--
-- 每个月公布了多少处罚，罚款多少元？只含目前仍在公示的处罚，没有公布的月份也列出。
-- How many penalties were published each month, and how much in fines? Only penalties still published are included; months without any are listed too.
--
-- key: month
-- made of: penalties where month = $month
-- month: 公布月份 — 从最早公布的月份连续列到数据截止日所在月份 | Month of publication — every month from the first publication to the date of the data
-- lines (项 lines): 处罚 — 该月公布、目前仍公开的处罚，逐项计；已撤回和公示期满的不计，所以较早的月份会随时间减少 | Penalties — penalties of the month still published, line by line; withdrawn and expired ones are not counted, so earlier months shrink with time
-- cases (件 cases): 案件 — 同一案件编号计一件 | Cases — one for each case number
-- units (家 units): 受罚单位 — 法人、非法人组织和个体工商户，按统一社会信用代码去重；没有代码的每件案件计一家 | Units penalised — legal persons, organisations and sole traders, each credit code counted once; where there is none, one for each case
-- persons (人次 persons): 受罚个人 — 自然人已经隐名，无法跨案件去重：同一案件中同名的计一人次 | Persons penalised — natural persons are masked and cannot be matched across cases: one for each masked name within a case
-- amount_yuan (元 yuan): 罚款金额 — 公布的罚款金额之和；没有金额的处罚不计 | Fines — the sum of the fines published; penalties without an amount add nothing
with
first_months as (
    select date_trunc('month', min(p.published_on)) as first_month
    from public.penalties as p
),

months as (
    select strftime(s.moment, '%Y-%m') as month
    from first_months as f
    cross join catalog.build as b
    cross join unnest(generate_series(f.first_month, date_trunc('month', b.as_of), interval 1 month)) as s (moment)
)

select
    m.month,
    count(p.penalty_id) as lines,
    count(distinct p.case_id) as cases,
    count(distinct coalesce(p.uscc, p.case_id)) filter (where p.counterpart_type_code != '2') as units,
    count(distinct (p.case_id, p.party_name)) filter (where p.counterpart_type_code = '2') as persons,
    coalesce(sum(p.amount_yuan), 0)::bigint as amount_yuan
from months as m
left join public.penalties as p on m.month = p.month
group by m.month
order by m.month
