-- 最近撤下的记录
-- Records that ended lately
--
-- 最近撤回或者公示期满的五十条记录，同一天的不拆开。
-- The fifty records withdrawn or expired most recently; a day is never divided.
with
endings_in_order as (
    select
        w.dataset,
        w.record_id,
        rank() over (order by w.ended_on desc) as place
    from public.withdrawals as w
)

select
    w.dataset,
    w.record_id,
    w.ended_on,
    w.ending,
    w.reason,
    w.first_published_on
from endings_in_order as o
inner join public.withdrawals as w on o.dataset = w.dataset and o.record_id = w.record_id
where o.place <= 50
order by w.ended_on desc, w.dataset, w.record_id
