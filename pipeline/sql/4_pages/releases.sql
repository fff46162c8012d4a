-- 发布版本页
-- Release pages
--
-- 每次发布一页：版本号、与上一版的逐条差异、文件和校验和。
-- One page per release: its version, what differs from the one before it, its files and their checksums.
with
columns as (
    select
        d.name as dataset,
        unnest(d.columns) as field
    from catalog.datasets as d
),

told as (
    select
        x.release_id,
        x.dataset,
        x.change,
        x.record_key,
        min(x.position) as position,
        list(
            {
                'field': x.field,
                'title': c.field.title,
                'old': x.old,
                'new': x.new
            }
            order by x.position
        ) filter (x.field is not null) as cells
    from catalog.differences as x
    left join columns as c on x.dataset = c.dataset and x.field = c.field.name
    group by x.release_id, x.dataset, x.change, x.record_key
),

told_by_dataset as (
    select
        t.release_id,
        t.dataset,
        list({'change': t.change, 'record_key': t.record_key, 'cells': t.cells} order by t.position) as records
    from told as t
    group by t.release_id, t.dataset
),

datasets as (
    select
        r.release_id,
        unnest(r.datasets) as dataset
    from catalog.releases as r
),

changes as (
    select
        s.release_id,
        list(
            {
                'name': s.dataset.name,
                'title': d.title,
                'row_count': s.dataset.row_count,
                'added': s.dataset.added,
                'changed': s.dataset.changed,
                'withdrawn': s.dataset.withdrawn,
                'records': coalesce(t.records, [])
            }
            order by s.dataset.name
        ) as datasets,
        sum(s.dataset.row_count)::bigint as row_count,
        sum(s.dataset.added)::bigint as added,
        sum(s.dataset.changed)::bigint as changed,
        sum(s.dataset.withdrawn)::bigint as withdrawn
    from datasets as s
    left join catalog.datasets as d on s.dataset.name = d.name
    left join told_by_dataset as t on s.release_id = t.release_id and s.dataset.name = t.dataset
    group by s.release_id
)

select
    r.release_id,
    r.number,
    r.is_latest,
    r.released_on as updated_on,
    {
        'release_id': r.release_id,
        'released_on': r.released_on,
        'version': r.version,
        'step': r.step,
        'previous_id': r.previous_id,
        'is_latest': r.is_latest,
        'announced': r.announced,
        'datasets': c.datasets,
        'row_count': c.row_count,
        'added': c.added,
        'changed': c.changed,
        'withdrawn': c.withdrawn,
        'shapes': r.shapes,
        'recomputed': r.recomputed,
        'redactions': r.redactions,
        'files': r.files,
        'bytes': list_sum([f.bytes for f in r.files])::bigint
    } as release
from catalog.releases as r
inner join changes as c on r.release_id = c.release_id
order by r.number
