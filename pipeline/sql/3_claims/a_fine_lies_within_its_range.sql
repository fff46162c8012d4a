-- 罚款超出法律条文规定的幅度
-- A fine lies outside the range that the law sets
--
-- 对照决定书核对金额、处罚依据和相对人类别；幅度见 datasets/codes/fine_ranges.csv。
-- Check the amount, the legal basis and the kind of party against the decision; the ranges stand in datasets/codes/fine_ranges.csv.
select
    'penalties' as dataset,
    p._line as line,
    'amount_yuan' as field,
    r.fine_range_code || ': ' || p.amount_yuan || ' ∉ ' || r.min_yuan || '–' || r.max_yuan as found
from raw.penalties as p
inner join raw.fine_ranges as r
    on p.counterpart_type_code = r.counterpart_type_code
    and starts_with(replace(p.legal_basis, '中华人民共和国', ''), r.statute_prefix)
    and (r.valid_from_on is null or r.valid_from_on <= p.decided_on)
    and (r.valid_to_on is null or r.valid_to_on >= p.decided_on)
where
    -- A range that no source confirms must not refuse anything.
    r.certainty = 'a'
    and not p.amount_yuan between r.min_yuan and r.max_yuan
order by p._line, r.fine_range_code
