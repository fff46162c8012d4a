-- 行政处罚
-- Penalties
--
-- 目前公开的行政处罚，一行一项处罚；一案双罚的单位和个人各占一行，个人已经隐名，公示期满的不在其中。
-- The penalties published at present, one row per line of a decision; where a unit and a person are punished in one case each has a row, the person is masked, and expired penalties are absent.
--
-- key: penalty_id
-- exposure_id: 曝光编号 — 处罚所涉的公开案例；该案例不公开，或者隐去了单位名称的，为空 | Exposure number — the published exposure the penalty belongs to; empty where that exposure is not public or masks its unit
-- party_name: 被处罚人 — 自然人只保留第一个字，写作“张某某” | Penalised party — a natural person keeps only the first character, as in 张某某
-- uscc: 统一社会信用代码 — 自然人没有，为空 | Unified social credit code — empty for natural persons
-- decision_total_yuan (元 yuan): 决定书罚款合计 — 决定书写明的罚款合计，同一决定书的各行相同；各行没有全部公开的为空 | Total of the decision — the total fine as the decision states it, the same on each of its lines; empty unless all of its lines are public
-- month: 公布月份 — 处罚公布的年和月 | Month of publication — year and month the penalty was published
-- publish_until_on: 公布截止日期 — 最后公开的一天：发布单位所定日期与公示期限规定的最长期限中最早的一个 | Publish until — the last day of publication: the publisher's own date or the longest term the rules allow, whichever comes first
with
public_notices as (
    select
        n.notice_id,
        n.naming_mode
    from raw.notices as n
    cross join catalog.build as b
    where
        n.published_on <= b.as_of
        and (n.withdrawn_on is null or n.withdrawn_on > b.as_of)
),

named_exposures as (
    select e.exposure_id
    from raw.exposures as e
    inner join public_notices as n on e.notice_id = n.notice_id
    cross join catalog.build as b
    where
        -- The penalty names its party, so a link to a masked case would tell the masked name.
        n.naming_mode = 'full'
        and e.first_published_on <= b.as_of
        and (e.withdrawn_on is null or e.withdrawn_on > b.as_of)
        and (e.publish_until_on is null or e.publish_until_on >= b.as_of)
),

-- Assumption: the rules do not say which term holds for a decision older than themselves, so from
-- their first day it keeps the shorter of the two, and ends that day at the earliest.
terms_of_penalties as (
    select
        p.penalty_id,
        -- A least term of zero months means: not published in principle.
        t.min_months = 0 and t.valid_from_on <= p.decided_on as is_never_published,
        greatest(
            (
                case t.counted_from when 'published_on' then p.published_on else p.decided_on end
                + t.max_months * interval 1 month
            )::date,
            t.valid_from_on - 1
        ) as last_on
    from raw.penalties as p
    cross join catalog.build as b
    inner join raw.publication_terms as t
        on p.discredit_class = t.discredit_class
        and t.valid_from_on <= b.as_of
        and (t.valid_to_on is null or t.valid_to_on >= p.decided_on)
),

limits_of_penalties as (
    select
        t.penalty_id,
        bool_or(t.is_never_published) as is_never_published,
        min(t.last_on) as last_on
    from terms_of_penalties as t
    group by t.penalty_id
),

public_penalties as (
    select
        p.penalty_id,
        least(p.publish_until_on, t.last_on) as last_on
    from raw.penalties as p
    -- A penalty that no term covers is not published.
    inner join limits_of_penalties as t on p.penalty_id = t.penalty_id
    cross join catalog.build as b
    where
        p.published_on <= b.as_of
        and (p.withdrawn_on is null or p.withdrawn_on > b.as_of)
        and not t.is_never_published
        and least(p.publish_until_on, t.last_on) >= b.as_of
),

-- A total beside fewer lines than it adds up would tell the fine on a line that is not public.
wholly_public_decisions as (
    select
        p.authority,
        p.doc_no
    from raw.penalties as p
    left join public_penalties as l on p.penalty_id = l.penalty_id
    group by p.authority, p.doc_no
    having count(*) = count(l.penalty_id)
)

select
    p.penalty_id,
    p.case_id,
    p.line_no,
    e.exposure_id,
    p.counterpart_type_code,
    case when p.counterpart_type_code = '2' then left(p.party_name, 1) || '某某' else p.party_name end as party_name,
    case when p.counterpart_type_code != '2' then p.uscc end as uscc,
    p.town_code,
    p.doc_no,
    p.authority,
    p.decided_on,
    p.penalty_kind_code,
    p.legal_basis,
    p.violation,
    p.amount_yuan,
    case when w.doc_no is not null then p.decision_total_yuan end as decision_total_yuan,
    p.merge_note,
    p.discredit_class,
    p.published_on,
    strftime(p.published_on, '%Y-%m') as month,
    l.last_on as publish_until_on
from public_penalties as l
inner join raw.penalties as p on l.penalty_id = p.penalty_id
left join named_exposures as e on p.exposure_id = e.exposure_id
left join wholly_public_decisions as w on p.authority = w.authority and p.doc_no = w.doc_no
order by p.penalty_id
