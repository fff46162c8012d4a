-- 处罚种类
-- Kinds of penalty
--
-- 《行政处罚法》第九条规定的处罚种类。
-- The kinds of penalty in article 9 of the Administrative Penalty Law.
--
-- key: penalty_kind_code
select
    k.penalty_kind_code,
    k.title_zh,
    k.title_en,
    k.legal_basis,
    k.meaning_zh,
    k.meaning_en
from raw.penalty_kinds as k
order by k.penalty_kind_code
