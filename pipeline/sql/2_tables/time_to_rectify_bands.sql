-- 整改用时分布
-- Time to rectify, in bands
--
-- 多少隐患当日改完，多少用了几天、几周或者几个月？没有隐患的区间也列出。
-- How many hazards were put right the same day, and how many took days, weeks or months? Bands without hazards are listed too.
--
-- key: band_no
-- made of: rectifications where outcome_code in ('on_time', 'late') and rectify_days >= $from_days and ($to_days is null or rectify_days <= $to_days)
-- band_no: 序号 — 由短到长排列 | Band number — from the shortest time to the longest
-- title_zh: 用时区间 — 区间的中文名称 | Band, in Chinese — the Chinese name of the band
-- title_en: 用时区间（英文） — 区间的英文名称 | Band — the English name of the band
-- from_days (天 days): 起 — 区间的最少天数，含本数 | From — the fewest days of the band, inclusive
-- to_days (天 days): 止 — 区间的最多天数，含本数；最后一个区间没有上限，为空 | To — the most days of the band, inclusive; empty for the last band, which has no end
-- items (项 items): 已整改 — 从责令到整改完成的天数落在区间内的隐患；未整改、待复查和停业、搬迁或拆除的不计 | Rectified — rectified items whose days from order to completion fall in the band; items still open, awaiting recheck, ceased, moved or demolished are not counted
with
bands as (
    select
        v.band_no::bigint as band_no,
        v.title_zh,
        v.title_en,
        v.from_days::bigint as from_days,
        v.to_days::bigint as to_days
    from (
        values
        (1, '当日', 'Same day', 0, 0),
        (2, '1—3天', '1–3 days', 1, 3),
        (3, '4—7天', '4–7 days', 4, 7),
        (4, '8—15天', '8–15 days', 8, 15),
        (5, '16—30天', '16–30 days', 16, 30),
        (6, '31—60天', '31–60 days', 31, 60),
        (7, '61—90天', '61–90 days', 61, 90),
        (8, '90天以上', 'Over 90 days', 91, null)
    ) as v (band_no, title_zh, title_en, from_days, to_days)
),

rectified_items as (
    select
        r.item_id,
        r.rectify_days
    from public.rectifications as r
    where r.outcome_code in ('on_time', 'late')
)

select
    b.band_no,
    b.title_zh,
    b.title_en,
    b.from_days,
    b.to_days,
    count(r.item_id) as items
from bands as b
left join rectified_items as r
    on r.rectify_days >= b.from_days
    and (b.to_days is null or r.rectify_days <= b.to_days)
group by b.band_no, b.title_zh, b.title_en, b.from_days, b.to_days
order by b.band_no
