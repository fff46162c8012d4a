-- 曝光案例页
-- Exposure pages
--
-- 每起案例一页：查到什么、在哪里、责令如何、结果怎样；已撤下的留一页说明。
-- One page per exposure: what was found, where, what was ordered and how it turned out; one that has been taken down leaves a page that says so.
with
items_by_exposure as (
    select
        r.exposure_id,
        list(
            {
                'item_id': r.item_id,
                'item_no': r.item_no,
                'hazard_type_code': r.hazard_type_code,
                'hazard_type': {'zh': t.title_zh, 'en': t.title_en},
                'hazard_short': {'zh': t.short_zh, 'en': t.short_en},
                'legal_basis': t.legal_basis,
                'level': {'zh': l.title_zh, 'en': l.title_en},
                'level_meaning': {'zh': l.meaning_zh, 'en': l.meaning_en},
                'level_basis': l.legal_basis,
                'is_major': l.is_major,
                'finding': r.finding,
                'criterion': {'zh': c.title_zh, 'en': c.title_en, 'doc_no': c.doc_no},
                'criterion_clause': r.criterion_clause,
                'supervising_body': r.supervising_body,
                'interim_measure': r.interim_measure,
                'order_action': {'zh': a.title_zh, 'en': a.title_en},
                'order_nature': {'zh': a.nature_zh, 'en': a.nature_en},
                'order_doc_no': r.order_doc_no,
                'ordered_on': r.ordered_on,
                'due_on': r.due_on,
                'revised_due_on': r.revised_due_on,
                'effective_due_on': r.effective_due_on,
                'extension_reason': r.extension_reason,
                'status': {'zh': s.title_zh, 'en': s.title_en},
                'claimed_on': r.claimed_on,
                'rectified_on': r.rectified_on,
                'rechecked_on': r.rechecked_on,
                'recheck_result': r.recheck_result,
                'recheck_doc_no': r.recheck_doc_no,
                'evidence_url': r.evidence_url,
                'outcome_code': r.outcome_code,
                'outcome_meaning': {'zh': u.meaning_zh, 'en': u.meaning_en},
                'overdue_days': r.overdue_days,
                'rectify_days': r.rectify_days,
                'relapse_of_item_id': r.relapse_of_item_id,
                'relapse_of_exposure_id': earlier.exposure_id
            }
            order by r.item_no, r.item_id
        ) as items
    from public.rectifications as r
    inner join public.hazard_types as t on r.hazard_type_code = t.hazard_type_code
    inner join public.hazard_levels as l on r.hazard_level_code = l.hazard_level_code
    inner join public.outcomes as u on r.outcome_code = u.outcome_code
    left join public.criteria as c on r.criterion_code = c.criterion_code
    left join public.order_actions as a on r.order_action_code = a.order_action_code
    left join public.rectification_statuses as s
        on r.rectification_status_code = s.rectification_status_code
    left join public.rectifications as earlier on r.relapse_of_item_id = earlier.item_id
    group by r.exposure_id
),

penalties_by_exposure as (
    select
        p.exposure_id,
        list(
            {
                'penalty_id': p.penalty_id,
                'case_id': p.case_id,
                'party_name': p.party_name,
                'doc_no': p.doc_no,
                'authority': p.authority,
                'decided_on': p.decided_on,
                'published_on': p.published_on,
                'publish_until_on': p.publish_until_on,
                'kind': {'zh': k.title_zh, 'en': k.title_en},
                'kind_meaning': {'zh': k.meaning_zh, 'en': k.meaning_en},
                'legal_basis': p.legal_basis,
                'amount_yuan': p.amount_yuan,
                'merge_note': p.merge_note
            }
            order by p.decided_on, p.penalty_id
        ) as penalties
    from public.penalties as p
    inner join public.penalty_kinds as k on p.penalty_kind_code = k.penalty_kind_code
    group by p.exposure_id
),

other_exposures as (
    select
        e.exposure_id,
        list(
            {
                'exposure_id': o.exposure_id,
                'unit_name': o.unit_name,
                'on': o.published_on,
                'is_earlier': (o.published_on, o.exposure_id) < (e.published_on, e.exposure_id),
                'notice_id': n.notice_id,
                'notice_title': n.title,
                'town': {'zh': t.title_zh, 'en': t.title_en},
                'venue': {'zh': v.title_zh, 'en': v.title_en},
                'hazard_items': f.hazard_items,
                'major_hazard_items': f.major_hazard_items,
                'rectified_items': f.rectified_items,
                'overdue_items': f.overdue_items,
                'awaiting_recheck_items': f.awaiting_recheck_items,
                'in_rectification_items': f.in_rectification_items,
                'no_follow_up_items': f.no_follow_up_items
            }
            order by o.published_on, o.exposure_id
        ) as others
    from public.exposures as e
    inner join public.exposures as o on e.uscc = o.uscc and e.exposure_id != o.exposure_id
    inner join public.notices as n on o.notice_id = n.notice_id
    inner join tables.follow_up_by_exposure as f on o.exposure_id = f.exposure_id
    inner join public.towns as t on o.town_code = t.town_code
    inner join public.venue_types as v on o.venue_type_code = v.venue_type_code
    group by e.exposure_id
),

neighbouring_notices as (
    select
        n.notice_id,
        lag({'notice_id': n.notice_id, 'title': n.title, 'published_on': n.published_on}) over by_publisher
            as notice_before,
        lead({'notice_id': n.notice_id, 'title': n.title, 'published_on': n.published_on}) over by_publisher
            as notice_after
    from public.notices as n
    window by_publisher as (
        partition by n.publisher, n.notice_type_code
        order by n.published_on, n.notice_id
    )
),

live_pages as (
    select
        e.exposure_id,
        false as is_ended,
        null::date as ended_on,
        null as ending,
        null as reason,
        e.first_published_on,
        f.updated_on,
        e.unit_name,
        e.uscc,
        {'zh': ct.title_zh, 'en': ct.title_en} as counterpart,
        e.counterpart_type_code,
        e.town_code,
        {'zh': t.title_zh, 'en': t.title_en} as town,
        e.address,
        {'zh': v.title_zh, 'en': v.title_en} as venue,
        e.sector_code,
        {'zh': sc.title_zh, 'en': sc.title_en} as sector,
        {'zh': rs.title_zh, 'en': rs.title_en} as responsibility,
        {'zh': rs.meaning_zh, 'en': rs.meaning_en} as responsibility_meaning,
        e.is_key_unit,
        e.inspected_on,
        e.published_on,
        e.month,
        e.summary,
        e.right_of_reply,
        e.appeal_state_code,
        {'zh': ap.title_zh, 'en': ap.title_en} as appeal,
        {'zh': ap.meaning_zh, 'en': ap.meaning_en} as appeal_meaning,
        e.item_no,
        n.notice_id,
        n.title as notice_title,
        b.notice_before,
        b.notice_after,
        n.publisher,
        n.legal_basis,
        n.source_url,
        n.naming_mode,
        f.hazard_items,
        f.overdue_items,
        f.follow_up_state,
        coalesce(i.items, []) as items,
        coalesce(p.penalties, []) as penalties,
        coalesce(o.others, []) as others
    from public.exposures as e
    inner join public.notices as n on e.notice_id = n.notice_id
    inner join neighbouring_notices as b on n.notice_id = b.notice_id
    inner join tables.follow_up_by_exposure as f on e.exposure_id = f.exposure_id
    inner join public.counterpart_types as ct
        on e.counterpart_type_code = ct.counterpart_type_code
    inner join public.towns as t on e.town_code = t.town_code
    inner join public.venue_types as v on e.venue_type_code = v.venue_type_code
    inner join public.sectors as sc on e.sector_code = sc.sector_code
    inner join public.responsibility_sides as rs
        on e.responsibility_side_code = rs.responsibility_side_code
    inner join public.appeal_states as ap on e.appeal_state_code = ap.appeal_state_code
    left join items_by_exposure as i on e.exposure_id = i.exposure_id
    left join penalties_by_exposure as p on e.exposure_id = p.exposure_id
    left join other_exposures as o on e.exposure_id = o.exposure_id
),

ended_pages as (
    select
        w.record_id as exposure_id,
        true as is_ended,
        w.ended_on,
        w.ending,
        w.reason,
        w.first_published_on
    from public.withdrawals as w
    where w.dataset = 'exposures'
)

select
    exposure_id,
    is_ended,
    ended_on,
    ending,
    reason,
    first_published_on,
    coalesce(l.updated_on, ended_on) as updated_on,
    l.unit_name,
    l.uscc,
    l.counterpart,
    l.counterpart_type_code,
    l.town_code,
    l.town,
    l.address,
    l.venue,
    l.sector_code,
    l.sector,
    l.responsibility,
    l.responsibility_meaning,
    l.is_key_unit,
    l.inspected_on,
    l.published_on,
    l.month,
    l.summary,
    l.right_of_reply,
    l.appeal_state_code,
    l.appeal,
    l.appeal_meaning,
    l.item_no,
    l.notice_id,
    l.notice_title,
    l.notice_before,
    l.notice_after,
    l.publisher,
    l.legal_basis,
    l.source_url,
    l.naming_mode,
    l.hazard_items,
    l.overdue_items,
    l.follow_up_state,
    l.items,
    l.penalties,
    l.others
from live_pages as l
full join ended_pages
    using (exposure_id, is_ended, ended_on, ending, reason, first_published_on)
order by exposure_id
