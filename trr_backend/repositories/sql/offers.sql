-- name: write
-- The offers of one show become those of the document. What it no longer has ends with
-- it (the row stays), a changed place in the source's order is noted, what is new or back
-- opens a period of its own. An offer that an older document closed by mistake, applied
-- late, is open again: it has the very same beginning.
with said as materialized (
  select * from json_to_recordset(%(offers)s::json) as s
    (region text, offer_type text, watch_provider_id uuid, display_priority integer)
),
open as materialized (
  select * from core.show_watch_providers
  where show_id = %(show_id)s and ended_at is null
),
closed as (
  update core.show_watch_providers o
  set ended_at = greatest(%(as_of)s, o.first_seen_at)
  where o.show_id = %(show_id)s and o.ended_at is null and not exists (
    select from said s where s.region = o.region and s.offer_type = o.offer_type
      and s.watch_provider_id = o.watch_provider_id)
  returning o.*
),
moved as (
  update core.show_watch_providers o set display_priority = s.display_priority
  from said s
  where o.show_id = %(show_id)s and o.ended_at is null and s.region = o.region
    and s.offer_type = o.offer_type and s.watch_provider_id = o.watch_provider_id
    and o.display_priority is distinct from s.display_priority
  returning o.*
),
opened as (
  insert into core.show_watch_providers as o
    (show_id, region, offer_type, watch_provider_id, display_priority, first_seen_at)
  select %(show_id)s, s.region, s.offer_type, s.watch_provider_id, s.display_priority,
    %(as_of)s
  from said s
  where not exists (
    select from open o where o.region = s.region and o.offer_type = s.offer_type
      and o.watch_provider_id = s.watch_provider_id)
  order by s.region, s.offer_type, s.watch_provider_id
  on conflict (show_id, region, offer_type, watch_provider_id, first_seen_at)
    do update set ended_at = null, display_priority = excluded.display_priority
  returning o.*
)
select d.what, d.region || ' ' || d.offer_type || ' ' || p.name
from (
  select 'closed' as what, region, offer_type, watch_provider_id from closed
  union all select 'moved', region, offer_type, watch_provider_id from moved
  union all select 'opened', region, offer_type, watch_provider_id from opened
) d
join core.watch_providers p on p.id = d.watch_provider_id
order by 1, 2;
