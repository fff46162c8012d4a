-- 撤下记录
-- Ended records
--
-- 曾经公开、现在撤回或者公布期满的通报、案例和处罚：只留编号、日期和理由，不留内容。
-- The notices, exposures and penalties that were public and have been withdrawn or have expired: only the number, the dates and the reason remain, none of the content.
--
-- key: dataset, record_id
-- record_id: 记录编号 — 永久有效，不会另作他用 | Record number — permanent and never given to another record
-- dataset: 数据集 — 记录原来所在的数据集：notices、exposures 或 penalties | Dataset — the dataset the record was in: notices, exposures or penalties
-- ended_on: 撤下日期 — 不再公开的第一天 | Ended on — the first day on which the record was no longer public
-- ending: 撤下方式 — withdrawn：发布单位撤回，案例随通报撤回的也在内；expired：公布期满 | How it ended — withdrawn: withdrawn by the publisher, an exposure also with its notice; expired: the term of publication ran out
-- reason: 理由 — 发布单位所写的撤回理由；公布期满的为空 | Reason — the publisher's reason for withdrawing; empty for expired records
-- first_published_on: 首次公布日期 — 通报和处罚为公布日期，案例为首次公布日期 | First published on — the date of publication of a notice or penalty, the first such date of an exposure
with
-- The same assumption about older decisions as for the published penalties.
terms_of_penalties as (
    select
        p.penalty_id,
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

once_public_penalties as (
    select
        t.penalty_id,
        min(t.last_on) as last_on
    from terms_of_penalties as t
    group by t.penalty_id
    having not bool_or(t.is_never_published)
),

possible_endings as (
    select
        n.notice_id as record_id,
        'notices' as dataset,
        n.withdrawn_on as ended_on,
        'withdrawn' as ending,
        n.withdrawal_reason as reason,
        n.published_on as first_published_on
    from raw.notices as n
    union all
    select
        e.exposure_id as record_id,
        'exposures' as dataset,
        e.withdrawn_on as ended_on,
        'withdrawn' as ending,
        e.withdrawal_reason as reason,
        e.first_published_on
    from raw.exposures as e
    union all
    select
        e.exposure_id as record_id,
        'exposures' as dataset,
        n.withdrawn_on as ended_on,
        'withdrawn' as ending,
        n.withdrawal_reason as reason,
        e.first_published_on
    from raw.exposures as e
    inner join raw.notices as n on e.notice_id = n.notice_id
    union all
    select
        e.exposure_id as record_id,
        'exposures' as dataset,
        e.publish_until_on + 1 as ended_on,
        'expired' as ending,
        null as reason,
        e.first_published_on
    from raw.exposures as e
    union all
    select
        p.penalty_id as record_id,
        'penalties' as dataset,
        p.withdrawn_on as ended_on,
        'withdrawn' as ending,
        p.withdrawal_reason as reason,
        p.published_on as first_published_on
    from raw.penalties as p
    inner join once_public_penalties as o on p.penalty_id = o.penalty_id
    union all
    select
        p.penalty_id as record_id,
        'penalties' as dataset,
        least(p.publish_until_on, o.last_on) + 1 as ended_on,
        'expired' as ending,
        null as reason,
        p.published_on as first_published_on
    from raw.penalties as p
    inner join once_public_penalties as o on p.penalty_id = o.penalty_id
),

endings_in_order as (
    select
        e.record_id,
        e.dataset,
        e.ended_on,
        e.ending,
        e.reason,
        e.first_published_on,
        row_number() over (
            partition by e.dataset, e.record_id
            order by e.ended_on, e.ending desc, e.reason
        ) as place
    from possible_endings as e
    where e.ended_on is not null
)

select
    e.record_id,
    e.dataset,
    e.ended_on,
    e.ending,
    e.reason,
    e.first_published_on
from endings_in_order as e
cross join catalog.build as b
where
    e.place = 1
    and e.ended_on <= b.as_of
    -- What expired before it was published was never public.
    and (e.first_published_on < e.ended_on or e.ending = 'withdrawn')
order by e.ended_on, e.dataset, e.record_id
