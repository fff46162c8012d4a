-- 罚款超出假设的幅度：条文是否适用于这类相对人，尚未查证
-- A fine lies outside an assumed range: whether the provision holds for this kind of party has not been confirmed
--
-- 对照决定书核对金额、处罚依据和相对人类别；与决定书一致的，照实保留。
-- Check the amount, the legal basis and the kind of party against the decision; where they agree with it, leave them.
--
-- severity: warning
select
    'penalties' as dataset,
    p.penalty_id as key,
    'amount_yuan' as field,
    r.fine_range_code || ': ' || p.amount_yuan || ' ∉ ' || r.min_yuan || '–' || r.max_yuan as found
from public.penalties as p
inner join public.fine_ranges as r
    on p.counterpart_type_code = r.counterpart_type_code
    and starts_with(replace(p.legal_basis, '中华人民共和国', ''), r.statute_prefix)
    and (r.valid_from_on is null or r.valid_from_on <= p.decided_on)
    and (r.valid_to_on is null or r.valid_to_on >= p.decided_on)
where
    r.certainty != 'a'
    and not p.amount_yuan between r.min_yuan and r.max_yuan
order by p.penalty_id, r.fine_range_code
