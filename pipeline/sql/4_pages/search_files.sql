-- 搜索索引
-- The index for searching
--
-- 搜索页按需取用的小文件：一份总目，若干词表（词在哪里出现），若干长词表，若干文档块。与数据的内容无关，只由 search_documents 算出。
-- The small files that the search page fetches as it needs them: a summary, shards of terms with their places, long lists of places, and blocks of documents. It knows nothing of what the data are about and is computed from search_documents alone.

-- A document has four zones: its title in both languages, keywords, body. Each is a row of units: a word (letters and
-- digits), one Chinese character, or a stop. A unit's place is its number in the zone, plus where
-- the zone begins; the weight of the zone is what a hit there counts.
--
-- Terms: a word; two Chinese characters in a row; a Chinese character with none after it; and, in
-- place of a code, which is long and has digits in it, every three of its characters in a row,
-- written after a #, so that any part of it can be found. Where those stand in the code is told too,
-- lest 310118001000 be found by 310118000, whose threes it has all: 128 × the place + the number of
-- the character, which is one of the first 64.
--
-- The places of a term are one text of letters: the document, as the difference to the one before,
-- and the place; a number is written to the base of 26, its last digit in capitals. There is no
-- digit in it, so that no rule about numbers of persons can take it for one.
--
-- site_templates/assets/search_index.js reads all this, and has the same rules for units and shards.
with
zones(zone, first_place, last_place, weight, more_at_start) as (
    values
    ('title_zh', 0, 63, 8, 2),
    ('title_en', 64, 127, 8, 2),
    ('keywords', 128, 255, 4, 0),
    ('body', 256, 65535, 1, 0)
),

texts as (
    select
        d.position,
        z.first_place,
        z.last_place,
        regexp_extract_all(
            translate(
                case z.zone
                    when 'title_zh' then d.title_zh
                    when 'title_en' then d.title_en
                    when 'keywords' then d.keywords
                    else d.body
                end,
                'ABCDEFGHIJKLMNOPQRSTUVWXYZ'
                || 'ＡＢＣＤＥＦＧＨＩＪＫＬＭＮＯＰＱＲＳＴＵＶＷＸＹＺ'
                || 'ａｂｃｄｅｆｇｈｉｊｋｌｍｎｏｐｑｒｓｔｕｖｗｘｙｚ'
                || '０１２３４５６７８９'
                || '，。；：！？、;:!?' || chr(10),
                'abcdefghijklmnopqrstuvwxyz'
                || 'abcdefghijklmnopqrstuvwxyz'
                || 'abcdefghijklmnopqrstuvwxyz'
                || '0123456789'
                || '||||||||||||'
            ),
            '[0-9]{1,3}(?:,[0-9]{3})+|[a-z0-9]+|\p{Han}|[|,]'
        ) as units
    from pages.search_documents as d
    cross join zones as z
),

units as (
    select
        t.position,
        t.first_place + generate_subscripts(t.units, 1) - 1 as place,
        t.last_place,
        replace(unnest(t.units), ',', '') as unit,
        unnest(t.units[2:] || ['']) as next_unit
    from texts as t
),

kinds_of_units as (
    select
        u.position,
        u.place,
        u.unit,
        u.next_unit,
        length(u.unit) >= 8 and regexp_matches(u.unit, '[0-9]') as is_code
    from units as u
    where u.place <= u.last_place and u.unit not in ('|', '')
),

signs_of_codes as (
    select
        u.position,
        u.place,
        u.unit,
        unnest(range(least(length(u.unit) - 2, 64)::bigint)) as sign
    from kinds_of_units as u
    where u.is_code
),

terms as (
    select
        u.position,
        u.place,
        case when unicode(u.unit) > 127 and unicode(u.next_unit) > 127 then u.unit || u.next_unit else u.unit end as term
    from kinds_of_units as u
    where not u.is_code
    union all
    select
        c.position,
        c.place * 128 + c.sign as place,
        '#' || substr(c.unit, c.sign + 1, 3) as term
    from signs_of_codes as c
),

occurrences as (
    select
        o.term,
        o.position,
        o.place,
        o.position - lag(o.position, 1, 0) over (partition by o.term order by o.position, o.place) as step
    from (select distinct t.term, t.position, t.place from terms as t) as o
),

places_by_term as (
    select
        o.term,
        count(*) as occurrences,
        string_agg(
            array_to_string(
                list_transform(
                    [o.step, o.place],
                    lambda n: case when n >= 11881376 then chr((97 + n // 11881376)::integer) else '' end
                    || case when n >= 456976 then chr((97 + n // 456976 % 26)::integer) else '' end
                    || case when n >= 17576 then chr((97 + n // 17576 % 26)::integer) else '' end
                    || case when n >= 676 then chr((97 + n // 676 % 26)::integer) else '' end
                    || case when n >= 26 then chr((97 + n // 26 % 26)::integer) else '' end
                    || chr((65 + n % 26)::integer)
                ),
                ''
            ),
            '' order by o.position, o.place
        ) as places
    from occurrences as o
    group by o.term
),

-- A long list has a file of its own; the others share some 6,000 letters to a shard.
sizes as (
    select
        1500 as longest_text,
        2 as documents_of_a_block,
        greatest(64, least(4096, pow(2, ceil(log2(
            sum(length(p.term) + case when length(p.places) > 1500 then 20 else length(p.places) end) / 6000
        )))))::bigint as shards
    from places_by_term as p
),

-- A shard is found by the first character of a term, or by the first three of a word or code.
sharded_terms as (
    select
        p.term,
        p.occurrences,
        p.places,
        length(p.places) > s.longest_text as is_long,
        case
            when unicode(p.term) > 127 then unicode(p.term)
            else list_sum(
                list_transform(
                    [1, 2, 3],
                    lambda i: [7919, 104729, 1299709][i] * greatest(0, unicode(substr(ltrim(p.term, '#'), i, 1)))
                )
            )
        end::bigint % s.shards as shard,
        row_number() over (partition by is_long order by p.term collate "C") as list_no
    from places_by_term as p
    cross join sizes as s
),

shard_numbers as (
    select unnest(range(s.shards)) as shard
    from sizes as s
),

shards as (
    select
        't' || n.shard as name,
        '{' || coalesce(
            string_agg(
                to_json(t.term)
                || ':'
                || case when t.is_long then '[' || t.occurrences || ',' || t.list_no || ']' else to_json(t.places) end,
                ',' || chr(10) order by t.term collate "C"
            ),
            ''
        ) || '}' as content
    from shard_numbers as n
    left join sharded_terms as t on n.shard = t.shard
    group by n.shard
),

long_lists as (
    select
        'l' || t.list_no as name,
        to_json(t.places)::varchar as content
    from sharded_terms as t
    where t.is_long
),

blocks as (
    select
        'd' || d.position // s.documents_of_a_block as name,
        '[' || string_agg(
            json_array(
                d.path,
                d.kind,
                d.title_zh,
                d.title_en,
                d.town_code,
                d.shown_on::varchar,
                d.state,
                d.keywords,
                d.body
            )::varchar,
            ',' || chr(10) order by d.position
        ) || ']' as content
    from pages.search_documents as d
    cross join sizes as s
    group by d.position // s.documents_of_a_block
),

parts as (
    from shards union all
    from long_lists union all
    from blocks
),

-- A visitor whose browser keeps an old file must not read it with a new one: the lists say which
-- version they are of, and the blocks, most of which stay where one document is corrected, which
-- order of documents. Without digits: no rule about numbers of persons can take them for one.
versions as (
    select
        translate(left(c.checksum, 8), '0123456789', 'ghijklmnop') as version,
        translate(left(o.checksum, 8), '0123456789', 'ghijklmnop') as version_of_order
    from (select md5(string_agg(p.content, '' order by p.name collate "C")) as checksum from parts as p) as c
    cross join (
        select md5(string_agg(d.path, '' order by d.position)) as checksum
        from pages.search_documents as d
    ) as o
),

summary as (
    select
        'index' as name,
        json_object(
            'version', v.version,
            'order', v.version_of_order,
            'documents', (select count(*) from pages.search_documents),
            'shards', s.shards,
            'block', s.documents_of_a_block,
            'zones', (
                select list([z.first_place, z.last_place, z.weight, z.more_at_start] order by z.first_place)
                from zones as z
            )
        )::varchar as content
    from sizes as s
    cross join versions as v
)

select
    a.name,
    a.content,
    case when a.name[1] = 'd' then v.version_of_order else v.version end as version
from (
    from summary union all
    from parts
) as a
cross join versions as v
order by a.name collate "C"
