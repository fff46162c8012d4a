-- 数据集页
-- Dataset pages
--
-- 每个公开的数据集一页：字段字典、已知问题和下载。
-- One page per published dataset: its dictionary, its known problems and its downloads.
with
first_rows as (
    select
        r.name,
        list({'anchor': r.anchor, 'cells': r.cells} order by r.position) as records
    from catalog.records as r
    where r.position < 8
    group by r.name
),

changes as (
    select
        r.released_on,
        r.number,
        unnest(r.datasets) as dataset
    from catalog.releases as r
),

last_changes as (
    select
        c.dataset.name as name,
        max(c.released_on) as updated_on
    from changes as c
    where c.number = 1 or c.dataset.added + c.dataset.changed + c.dataset.withdrawn > 0
    group by all
),

problems_by_dataset as (
    select
        k.dataset,
        count(*) as problem_count,
        list(
            {
                'record_key': k.record_key,
                'field': k.field,
                'found': k.found,
                'problem': {'zh': k.problem_zh, 'en': k.problem_en}
            }
            order by k.claim, k.record_key, k.field, k.found
        )[1:100] as problems
    from catalog.known_problems as k
    group by k.dataset
)

select
    d.name as dataset,
    d.title,
    d.about,
    d.key,
    d.columns,
    coalesce(f.records, []) as records,
    d.row_count,
    l.updated_on,
    d.files,
    coalesce(p.problem_count, 0) as problem_count,
    coalesce(p.problems, []) as problems
from catalog.datasets as d
left join first_rows as f on d.name = f.name
left join last_changes as l on d.name = l.name
left join problems_by_dataset as p on d.name = p.dataset
where d.floor = '1_public'
order by d.name
