-- 街镇
-- Towns
--
-- 青浦区各街道和镇的代码、名称与示意图上的位置。
-- The subdistricts and towns of Qingpu, with their codes, names and places on the tile map.
--
-- key: town_code
select
    t.town_code,
    t.title_zh,
    t.title_en,
    t.kind_zh,
    t.kind_en,
    t.tile_row,
    t.tile_column
from raw.towns as t
order by t.town_code
