-- name: stage
-- The offers of one show as the document has them; lives for this transaction.
create temporary table stage_offers (
  region text, offer_type text, watch_provider_id uuid, display_priority integer,
  provider_name text
) on commit drop;

-- name: fill
-- How the stage is filled.
copy stage_offers
  (region, offer_type, watch_provider_id, display_priority, provider_name) from stdin;

-- name: close
-- Offers that the document no longer has end with it; their rows stay.
update core.show_watch_providers o set ended_at = greatest(%(as_of)s, o.first_seen_at)
where o.show_id = %(show_id)s and o.ended_at is null and not exists (
  select from stage_offers s where s.region = o.region
    and s.offer_type = o.offer_type and s.watch_provider_id = o.watch_provider_id)
returning o.region, o.offer_type,
  (select p.name from core.watch_providers p where p.id = o.watch_provider_id);

-- name: reorder
-- Open offers whose place in the source's order changed.
update core.show_watch_providers o set display_priority = s.display_priority
from stage_offers s
where o.show_id = %(show_id)s and o.ended_at is null and s.region = o.region
  and s.offer_type = o.offer_type and s.watch_provider_id = o.watch_provider_id
  and o.display_priority is distinct from s.display_priority
returning o.region, o.offer_type, s.provider_name;

-- name: open
-- Offers that are new, or back: each opens a period of its own.
insert into core.show_watch_providers
  (show_id, region, offer_type, watch_provider_id, display_priority, first_seen_at)
select %(show_id)s, s.region, s.offer_type, s.watch_provider_id, s.display_priority,
  %(as_of)s
from stage_offers s
where not exists (
  select from core.show_watch_providers o
  where o.show_id = %(show_id)s and o.ended_at is null and s.region = o.region
    and s.offer_type = o.offer_type and s.watch_provider_id = o.watch_provider_id)
order by s.region, s.offer_type, s.watch_provider_id
on conflict do nothing
returning region, offer_type,
  (select p.name from core.watch_providers p where p.id = watch_provider_id);

-- name: unstage
-- The stage's end: a rehearsal runs many shows in one transaction.
drop table stage_offers;
