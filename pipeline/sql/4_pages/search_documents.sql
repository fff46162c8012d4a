-- 可以搜到的页面
-- What can be found by searching
--
-- 一行一个页面（或页面中的一项处罚）：标题、关键词、正文，以及搜索结果要显示的内容。只取公开的数据，撤下的不在其中。
-- One row per page, or per penalty on a page: its title, its keywords, its text, and what a result shows. It reads public rows only, so what has been taken down is not in it.

-- Every text has one line per language or fact: a line end parts what must not be read as one.
with
-- What people call things, where the documents call them otherwise.
everyday_words(path, zh, en) as (
    values
    ('overdue.html', '超期未改、过期未改、逾期未整改、没有整改', 'late, not fixed'),
    ('penalties.html', '罚款、处罚决定、处罚公示', 'fine, punishment'),
    ('data/index.html', '下载数据、数据下载、表格', 'download, spreadsheet'),
    ('hazards/XF60-1.html', '灭火器过期、超期未检、应急灯、烟感、喷淋', 'fire extinguisher, emergency light, sprinkler, smoke detector'),
    ('hazards/XF60-3.html', '逃生通道、安全门、楼道堆物', 'blocked exit, fire exit, locked door'),
    ('hazards/XF60-5.html', '消防通道、占用消防通道、堵塞消防通道、生命通道、黄色禁停线', 'fire lane'),
    ('hazards/XF60-6.html', '防盗窗、铁栅栏、逃生窗', 'barred window'),
    ('hazards/XF19.html', '三合一、多合一、店里住人', 'sleeping in the workshop'),
    ('hazards/X-EB.html', '电瓶车、电动车、进楼入户、飞线', 'electric bicycle'),
    ('hazards/X-EL.html', '私拉电线、乱拉电线、插线板', 'loose wires, extension lead'),
    ('hazards/X-GAS.html', '煤气瓶、煤气罐、液化气罐、瓶改管、燃气软管', 'gas bottle, gas hose, gas cylinder')
),

lines_of_everyday_words as (
    select
        w.path,
        '相关说法：' || w.zh || chr(10) || 'Related words: ' || w.en as words
    from everyday_words as w
),

fixed_pages as (
    select
        'page' as kind,
        1 as kind_position,
        p.page as path,
        max(p.title) filter (where p.language = 'zh') as title_zh,
        max(p.title) filter (where p.language = 'en') as title_en,
        null as town_code,
        null::date as shown_on,
        null as state,
        max(w.words) as keywords,
        string_agg(p.text, chr(10) order by p.language desc) as body
    from catalog.prose as p
    left join lines_of_everyday_words as w on p.page = w.path
    where p.title is not null
    group by p.page
),

towns as (
    select
        'town' as kind,
        2 as kind_position,
        'towns/' || t.town_code || '.html' as path,
        t.title_zh,
        t.title_en,
        null as town_code,
        null::date as shown_on,
        null as state,
        t.town_code as keywords,
        concat_ws(chr(10), '青浦区' || t.title_zh, t.title_en || ', Qingpu District') as body
    from public.towns as t
),

sectors as (
    select
        'sector' as kind,
        3 as kind_position,
        'sectors/' || s.sector_code || '.html' as path,
        s.title_zh,
        s.title_en,
        null as town_code,
        null::date as shown_on,
        null as state,
        s.sector_code as keywords,
        s.divisions as body
    from public.sectors as s
),

hazard_types as (
    select
        'hazard' as kind,
        4 as kind_position,
        'hazards/' || h.hazard_type_code || '.html' as path,
        h.short_zh as title_zh,
        h.short_en as title_en,
        null as town_code,
        null::date as shown_on,
        null as state,
        concat_ws(chr(10), h.hazard_type_code, w.words) as keywords,
        concat_ws(chr(10), h.title_zh, h.title_en, h.legal_basis) as body
    from public.hazard_types as h
    left join lines_of_everyday_words as w on w.path = 'hazards/' || h.hazard_type_code || '.html'
),

-- The summary repeats most findings, and items share orders and rules; each is indexed once.
findings_by_exposure as (
    select
        r.exposure_id,
        string_agg(r.finding, chr(10) order by r.item_no, r.item_id) as findings
    from public.rectifications as r
    inner join public.exposures as e on r.exposure_id = e.exposure_id
    where not contains(e.summary, r.finding)
    group by r.exposure_id
),

facts_of_exposures as (
    select distinct
        r.exposure_id,
        unnest([
            h.short_zh,
            h.short_en,
            case when l.is_major then l.title_zh end,
            case when l.is_major then l.title_en end,
            c.title_zh,
            c.doc_no,
            r.item_id,
            r.order_doc_no,
            r.recheck_doc_no,
            r.supervising_body,
            r.interim_measure,
            r.extension_reason
        ]) as fact
    from public.rectifications as r
    inner join public.hazard_types as h on r.hazard_type_code = h.hazard_type_code
    inner join public.hazard_levels as l on r.hazard_level_code = l.hazard_level_code
    left join public.criteria as c on r.criterion_code = c.criterion_code
),

facts_by_exposure as (
    select
        f.exposure_id,
        string_agg(f.fact, chr(10) order by f.fact) as facts
    from facts_of_exposures as f
    group by f.exposure_id
),

exposures as (
    select
        'exposure' as kind,
        5 as kind_position,
        'exposures/' || e.exposure_id || '.html' as path,
        e.unit_name as title_zh,
        null as title_en,
        e.town_code,
        f.published_on as shown_on,
        case when f.overdue_items > 0 then 'overdue' else f.follow_up_state end as state,
        concat_ws(
            chr(10),
            e.exposure_id,
            e.uscc,
            t.title_zh,
            t.title_en,
            v.title_zh,
            v.title_en,
            s.title_zh,
            s.title_en,
            case when f.overdue_items > 0 then '逾期未改' || chr(10) || 'Overdue' end
        ) as keywords,
        concat_ws(
            chr(10),
            e.summary,
            i.findings,
            e.address,
            e.right_of_reply,
            n.title,
            n.notice_id,
            n.doc_no,
            a.facts
        ) as body
    from public.exposures as e
    inner join tables.follow_up_by_exposure as f on e.exposure_id = f.exposure_id
    inner join public.notices as n on e.notice_id = n.notice_id
    inner join public.towns as t on e.town_code = t.town_code
    inner join public.venue_types as v on e.venue_type_code = v.venue_type_code
    inner join public.sectors as s on e.sector_code = s.sector_code
    left join findings_by_exposure as i on e.exposure_id = i.exposure_id
    left join facts_by_exposure as a on e.exposure_id = a.exposure_id
),

notices as (
    select
        'notice' as kind,
        5 as kind_position,
        'notices/' || n.notice_id || '.html' as path,
        n.title as title_zh,
        null as title_en,
        null as town_code,
        n.published_on as shown_on,
        f.follow_up_state as state,
        concat_ws(chr(10), n.notice_id, n.doc_no, y.title_zh, y.title_en, '第' || n.batch_no || '批') as keywords,
        concat_ws(chr(10), n.publisher, n.legal_basis, y.note_zh, y.note_en) as body
    from public.notices as n
    inner join public.notice_types as y on n.notice_type_code = y.notice_type_code
    inner join tables.follow_up_by_notice as f on n.notice_id = f.notice_id
),

pages_of_penalties as (
    select
        m.month,
        m.page_no,
        unnest(m.penalties).penalty_id as penalty_id
    from pages.penalties_month as m
),

penalties as (
    select
        'penalty' as kind,
        6 as kind_position,
        coalesce('exposures/' || p.exposure_id, 'penalties/month/' || m.month || '/' || m.page_no)
        || '.html#' || p.penalty_id as path,
        p.party_name as title_zh,
        null as title_en,
        p.town_code,
        p.decided_on as shown_on,
        p.penalty_kind_code as state,
        concat_ws(
            chr(10),
            p.penalty_id,
            p.case_id,
            p.doc_no,
            p.uscc,
            k.title_zh,
            k.title_en,
            t.title_zh,
            t.title_en,
            '行政处罚',
            'penalty'
        ) as keywords,
        concat_ws(chr(10), p.violation, p.legal_basis, p.authority, p.merge_note) as body
    from public.penalties as p
    inner join public.penalty_kinds as k on p.penalty_kind_code = k.penalty_kind_code
    inner join public.towns as t on p.town_code = t.town_code
    inner join pages_of_penalties as m on p.penalty_id = m.penalty_id
),

months as (
    select
        'month' as kind,
        7 as kind_position,
        'exposures/month/' || m.month || '/' || m.page_no || '.html' as path,
        strftime((m.month || '-01')::date, '%Y年%-m月公布的案例') as title_zh,
        strftime((m.month || '-01')::date, 'Exposures published in %B %Y') as title_en,
        null as town_code,
        (m.month || '-01')::date as shown_on,
        null as state,
        m.month as keywords,
        '' as body
    from pages.exposures_month as m
    where m.newer_page_no is null
),

bulletins as (
    select
        'bulletin' as kind,
        7 as kind_position,
        'bulletins/' || b.bulletin_id || '.html' as path,
        case b.period
            when 'week' then strftime(b.from_on, '%G年第') || strftime(b.from_on, '%V')::integer || '周简报'
            else strftime(b.from_on, '%Y年%-m月简报')
        end as title_zh,
        case b.period
            when 'week' then 'Week ' || strftime(b.from_on, '%V')::integer || strftime(b.from_on, ' of %G: bulletin')
            else strftime(b.from_on, '%B %Y: bulletin')
        end as title_en,
        null as town_code,
        b.to_on as shown_on,
        null as state,
        b.bulletin_id as keywords,
        '' as body
    from tables.bulletins as b
),

datasets as (
    select
        case d.floor when '2_tables' then 'table' else 'dataset' end as kind,
        case d.floor when '2_tables' then 8 else 9 end as kind_position,
        case d.floor when '2_tables' then 'tables/' else 'data/' end || d.name || '.html' as path,
        d.title.zh as title_zh,
        d.title.en as title_en,
        null as town_code,
        null::date as shown_on,
        null as state,
        d.name as keywords,
        concat_ws(
            chr(10),
            d.about.zh,
            d.about.en,
            array_to_string(
                list_transform(
                    d.columns,
                    lambda c: concat_ws(chr(10), c.name, c.title.zh, c.description.zh, c.title.en, c.description.en)
                ),
                chr(10)
            )
        ) as body
    from catalog.datasets as d
    where d.floor in ('1_public', '2_tables')
),

documents as (
    from fixed_pages union all
    from towns union all
    from sectors union all
    from hazard_types union all
    from exposures union all
    from notices union all
    from penalties union all
    from months union all
    from bulletins union all
    from datasets
)

-- The position decides between equals: pages and categories, then exposures and notices, newest
-- first, then penalties, then months and data.
select
    row_number() over (
        order by d.kind_position, d.shown_on desc, d.kind desc, d.path collate "C"
    ) - 1 as position,
    d.kind,
    d.path,
    d.title_zh,
    d.title_en,
    d.town_code,
    d.shown_on,
    d.state,
    coalesce(d.keywords, '') as keywords,
    coalesce(d.body, '') as body
from documents as d
order by position
