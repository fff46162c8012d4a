-- 通报
-- Notices
--
-- 目前公开的通报：谁在哪一天曝光或者挂牌督办，依据是什么；已撤回的只在撤下记录中留痕。
-- The notices published at present: who exposed or listed units, when and on what legal basis; a withdrawn notice leaves only an entry among the ended records.
--
-- key: notice_id
-- listed_count (家 units): 列出户数 — 通报实际列出的案例数，包括后来撤回或者公示期满的 | Units listed — exposures the notice actually lists, including those since withdrawn or expired
with
notices_with_counts as (
    select
        e.notice_id,
        count(*) as listed_count
    from raw.exposures as e
    group by e.notice_id
)

select
    n.notice_id,
    n.notice_type_code,
    n.title,
    n.batch_no,
    n.doc_no,
    n.publisher,
    n.published_on,
    n.legal_basis,
    n.naming_mode,
    n.declared_count,
    coalesce(c.listed_count, 0) as listed_count,
    n.source_url
from raw.notices as n
left join notices_with_counts as c on n.notice_id = c.notice_id
cross join catalog.build as b
where
    n.published_on <= b.as_of
    and (n.withdrawn_on is null or n.withdrawn_on > b.as_of)
order by n.notice_id
