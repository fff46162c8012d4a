-- 责令措施
-- Orders
--
-- 监督机构要求整改时采取的措施，以及它们的法律性质。
-- What an authority may order so that a hazard is put right, and the legal nature of each order.
--
-- key: order_action_code
select
    a.order_action_code,
    a.title_zh,
    a.title_en,
    a.nature_zh,
    a.nature_en
from raw.order_actions as a
order by a.order_action_code
