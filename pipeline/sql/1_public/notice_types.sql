-- 通报类型
-- Kinds of notice
--
-- 通报有哪些类型，各自是公布全称还是隐去名称。
-- The kinds of notice, and whether each names its units in full or masks them.
--
-- key: notice_type_code
select
    t.notice_type_code,
    t.title_zh,
    t.title_en,
    t.naming_mode,
    t.note_zh,
    t.note_en
from raw.notice_types as t
order by t.notice_type_code
