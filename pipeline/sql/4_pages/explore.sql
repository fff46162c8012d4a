-- 查询页的数据
-- The data of the explorer
--
-- 隐患总表按列写成一个小文件：每起案例一组值，每项隐患一组值，代码写成它在代码表中的位置；没有值的为空。行的次序与隐患总表相同。名称和文字在 explore_text；那些文件的版本和隐患总表 CSV 文件的校验和也写在这里，免得与另一次发布的文件混用。
-- The hazard register by columns, as one small file: values per exposure and per hazard item, a code as its place in a dictionary, null where there is none. Rows stand in the order of the register. Names and texts are in explore_text; the versions of those files, and the checksum of the CSV file of the register, stand here, so that none is read with files of another publication.
with
rows_in_order as (
    select
        r.exposure_id,
        r.item_no,
        r.unit_name,
        r.town_code,
        r.sector_code,
        r.venue_type_code,
        r.month,
        r.published_on,
        r.hazard_type_code,
        r.hazard_level_code,
        r.outcome_code,
        r.effective_due_on,
        r.overdue_days,
        case
            when r.overdue_days > 90 then 2
            when r.overdue_days > 30 then 1
            when r.overdue_days > 0 then 0
        end as overdue_place
    from tables.hazard_register as r
),

towns as (
    select
        t.town_code as code,
        {'code': t.town_code, 'zh': t.title_zh, 'en': t.title_en} as entry,
        row_number() over (order by t.town_code) - 1 as place
    from public.towns as t
    semi join rows_in_order as r on t.town_code = r.town_code
),

sectors as (
    select
        s.sector_code as code,
        {'code': s.sector_code, 'zh': s.title_zh, 'en': s.title_en} as entry,
        row_number() over (order by s.sector_code) - 1 as place
    from public.sectors as s
    semi join rows_in_order as r on s.sector_code = r.sector_code
),

venues_with_counts as (
    select
        r.venue_type_code as code,
        count(*) as items
    from rows_in_order as r
    group by r.venue_type_code
),

venues as (
    select
        c.code,
        {'code': c.code, 'zh': v.title_zh, 'en': v.title_en} as entry,
        row_number() over (order by c.items desc, c.code) - 1 as place
    from venues_with_counts as c
    inner join public.venue_types as v on c.code = v.venue_type_code
),

hazards_with_counts as (
    select
        r.hazard_type_code as code,
        count(*) as items
    from rows_in_order as r
    group by r.hazard_type_code
),

hazards as (
    select
        c.code,
        {'code': c.code, 'zh': h.short_zh, 'en': h.short_en} as entry,
        row_number() over (order by c.items desc, c.code) - 1 as place
    from hazards_with_counts as c
    inner join public.hazard_types as h on c.code = h.hazard_type_code
),

levels as (
    select
        l.hazard_level_code as code,
        {'code': l.hazard_level_code, 'zh': l.title_zh, 'en': l.title_en, 'is_major': l.is_major} as entry,
        row_number() over (order by l.is_major desc, l.hazard_level_code) - 1 as place
    from public.hazard_levels as l
    semi join rows_in_order as r on l.hazard_level_code = r.hazard_level_code
),

outcomes as (
    select
        o.outcome_code as code,
        {'code': o.outcome_code, 'zh': o.title_zh, 'en': o.title_en} as entry,
        row_number() over (order by o.position) - 1 as place
    from public.outcomes as o
    semi join rows_in_order as r on o.outcome_code = r.outcome_code
),

months_found as (
    select distinct r.month as code
    from rows_in_order as r
),

months as (
    select
        m.code,
        {'code': m.code} as entry,
        row_number() over (order by m.code desc) - 1 as place
    from months_found as m
),

first_days as (
    select min(r.published_on) as first_on
    from rows_in_order as r
),

exposures as (
    select
        r.exposure_id,
        count(*) as items,
        any_value(t.place) as town,
        any_value(s.place) as sector,
        any_value(v.place) as venue,
        any_value(m.place) as month,
        any_value(r.published_on - d.first_on) as published,
        any_value(r.unit_name) as unit_name
    from rows_in_order as r
    cross join first_days as d
    inner join towns as t on r.town_code = t.code
    inner join sectors as s on r.sector_code = s.code
    inner join venues as v on r.venue_type_code = v.code
    inner join months as m on r.month = m.code
    group by r.exposure_id
),

-- The place of each unit by name as a Chinese reader sorts names, so that a browser need not know how.
exposures_with_units as (
    select
        e.exposure_id,
        e.items,
        e.town,
        e.sector,
        e.venue,
        e.month,
        e.published,
        dense_rank() over (order by e.unit_name collate zh, e.unit_name) - 1 as unit
    from exposures as e
),

columns_of_exposures as (
    select
        {
            'items': list(e.items order by e.exposure_id),
            'town': list(e.town order by e.exposure_id),
            'sector': list(e.sector order by e.exposure_id),
            'venue': list(e.venue order by e.exposure_id),
            'month': list(e.month order by e.exposure_id),
            'published': list(e.published order by e.exposure_id),
            'unit': list(e.unit order by e.exposure_id)
        } as columns
    from exposures_with_units as e
),

columns_of_items as (
    select
        {
            'hazard': list(h.place order by r.exposure_id, r.item_no),
            'level': list(l.place order by r.exposure_id, r.item_no),
            'outcome': list(o.place order by r.exposure_id, r.item_no),
            'overdue': list(r.overdue_place order by r.exposure_id, r.item_no),
            'overdue_days': list(r.overdue_days order by r.exposure_id, r.item_no),
            'due': list(r.effective_due_on - d.first_on order by r.exposure_id, r.item_no)
        } as columns
    from rows_in_order as r
    cross join first_days as d
    left join hazards as h on r.hazard_type_code = h.code
    left join levels as l on r.hazard_level_code = l.code
    left join outcomes as o on r.outcome_code = o.code
),

register_files as (
    select unnest(d.files) as file
    from catalog.datasets as d
    where d.name = 'hazard_register'
)

select
    'records' as file,
    to_json({
        'as_of': b.as_of,
        'first_on': d.first_on,
        'exposures_per_block': 500,
        'texts': (select list(t.version order by t.block_no) from pages.explore_text as t),
        'csv': (
            select {'bytes': f.file.bytes, 'sha256': f.file.sha256}
            from register_files as f
            where f.file.format = 'csv'
        ),
        'facets': {
            'town': (select list(t.entry order by t.place) from towns as t),
            'sector': (select list(s.entry order by s.place) from sectors as s),
            'venue': (select list(v.entry order by v.place) from venues as v),
            'hazard': (select list(h.entry order by h.place) from hazards as h),
            'level': (select list(l.entry order by l.place) from levels as l),
            'outcome': (select list(o.entry order by o.place) from outcomes as o),
            'overdue': [{'code': '1-30'}, {'code': '31-90'}, {'code': '91-'}],
            'month': (select list(m.entry order by m.place) from months as m)
        },
        'exposures': e.columns,
        'items': i.columns
    })::varchar as payload
from columns_of_exposures as e
cross join columns_of_items as i
cross join first_days as d
cross join catalog.build as b
order by file
