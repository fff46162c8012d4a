-- 隐去名称的单位在公开的文字里仍然写着名称或者代码
-- A unit whose name is masked is still named, or its code given, in a published text
--
-- 在文字里用“该单位”代替名称和代码。
-- Write 该单位 (“the unit”) in the text in place of the name or the code.
with
masked_units as (
    select
        r._line,
        e.exposure_id,
        unnest([r.unit_name, r.uscc, r.address]) as secret
    from public.exposures as e
    inner join raw.exposures as r on e.exposure_id = r.exposure_id
    inner join public.notices as n on e.notice_id = n.notice_id
    where e.counterpart_type_code = '2' or n.naming_mode = 'masked'
),

published_texts as (
    select
        e.exposure_id,
        'exposures' as dataset,
        r._line as line,
        unnest(['summary', 'right_of_reply']) as field,
        unnest([e.summary, e.right_of_reply]) as text
    from public.exposures as e
    inner join raw.exposures as r on e.exposure_id = r.exposure_id
    union all
    select
        t.exposure_id,
        'rectifications' as dataset,
        r._line as line,
        unnest(['finding', 'supervising_body', 'interim_measure', 'extension_reason', 'evidence_url']) as field,
        unnest([t.finding, t.supervising_body, t.interim_measure, t.extension_reason, t.evidence_url]) as text
    from public.rectifications as t
    inner join raw.rectifications as r on t.item_id = r.item_id
)

select distinct
    t.dataset,
    t.line,
    t.field,
    -- The finding must not repeat what it is about.
    left(u.secret, 1) || '… ∈ ' || t.field as found
from masked_units as u
inner join published_texts as t on u.exposure_id = t.exposure_id
where
    contains(t.text, u.secret)
    and not contains(u.secret, '某')
order by t.dataset, t.line, t.field, found
