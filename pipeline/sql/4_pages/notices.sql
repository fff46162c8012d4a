-- 通报页
-- Notice pages
--
-- 每份通报一页：列出的单位和后续情况；已撤回的留一页说明。
-- One page per notice: the units it lists and what has followed; one that has been withdrawn leaves a page that says so.
with
exposures_by_notice as (
    select
        e.notice_id,
        list(
            {
                'exposure_id': f.exposure_id,
                'unit_name': f.unit_name,
                'town': {'zh': t.title_zh, 'en': t.title_en},
                'venue': {'zh': v.title_zh, 'en': v.title_en},
                'on': e.inspected_on,
                'hazard_items': f.hazard_items,
                'major_hazard_items': f.major_hazard_items,
                'rectified_items': f.rectified_items,
                'overdue_items': f.overdue_items,
                'awaiting_recheck_items': f.awaiting_recheck_items,
                'in_rectification_items': f.in_rectification_items,
                'no_follow_up_items': f.no_follow_up_items
            }
            order by e.item_no, e.exposure_id
        ) as exposures,
        max(f.updated_on) as updated_on
    from public.exposures as e
    inner join tables.follow_up_by_exposure as f on e.exposure_id = f.exposure_id
    inner join public.towns as t on e.town_code = t.town_code
    inner join public.venue_types as v on e.venue_type_code = v.venue_type_code
    group by e.notice_id
),

live_pages as (
    select
        n.notice_id,
        false as is_ended,
        n.published_on as first_published_on,
        n.title,
        n.notice_type_code,
        {'zh': y.title_zh, 'en': y.title_en} as notice_type,
        {'zh': y.note_zh, 'en': y.note_en} as notice_type_note,
        n.batch_no,
        n.doc_no,
        n.publisher,
        n.published_on,
        n.legal_basis,
        n.naming_mode,
        n.source_url,
        f.declared_count,
        f.listed_count,
        f.count_difference,
        f.hazard_items,
        f.on_time_items,
        f.late_items,
        f.ceased_items,
        f.awaiting_recheck_items,
        f.in_rectification_items,
        f.overdue_items,
        f.no_follow_up_items,
        f.follow_up_state,
        coalesce(e.exposures, []) as exposures,
        coalesce(e.updated_on, n.published_on) as updated_on
    from public.notices as n
    inner join public.notice_types as y on n.notice_type_code = y.notice_type_code
    inner join tables.follow_up_by_notice as f on n.notice_id = f.notice_id
    left join exposures_by_notice as e on n.notice_id = e.notice_id
),

ended_pages as (
    select
        w.record_id as notice_id,
        true as is_ended,
        w.first_published_on,
        w.ended_on,
        w.ending,
        w.reason
    from public.withdrawals as w
    where w.dataset = 'notices'
)

select
    notice_id,
    is_ended,
    first_published_on,
    e.ended_on,
    e.ending,
    e.reason,
    coalesce(l.updated_on, e.ended_on) as updated_on,
    l.title,
    l.notice_type_code,
    l.notice_type,
    l.notice_type_note,
    l.batch_no,
    l.doc_no,
    l.publisher,
    l.published_on,
    l.legal_basis,
    l.naming_mode,
    l.source_url,
    l.declared_count,
    l.listed_count,
    l.count_difference,
    l.hazard_items,
    l.on_time_items,
    l.late_items,
    l.ceased_items,
    l.awaiting_recheck_items,
    l.in_rectification_items,
    l.overdue_items,
    l.no_follow_up_items,
    l.follow_up_state,
    l.exposures
from live_pages as l
full join ended_pages as e using (notice_id, is_ended, first_published_on)
order by first_published_on desc, notice_id desc
