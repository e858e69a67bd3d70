-- name: claim_assets
-- The first to claim decides the key, which has the hash in it: of two who claim the same
-- ones at once the later may meet either of them. In the order of the hashes: they wait
-- for each other, and never both.
insert into core.media_assets
  (sha256, key, content_type, bytes, width, height, colour, thumbhash, phash, frames)
select g.* from unnest(%(sha256)s::text[], %(key)s::text[], %(content_type)s::text[],
  %(bytes)s::bigint[], %(width)s::integer[], %(height)s::integer[], %(colour)s::text[],
  %(thumbhash)s::text[], %(phash)s::text[], %(frames)s::integer[]) as g
order by 1
on conflict do nothing;

-- name: claim_links
-- Which bytes a path has, for whoever does it next. What readers see stays.
with given as (
  select * from unnest(%(source)s::text[], %(path)s::text[], %(sha256)s::text[],
    %(source_sha256)s::text[], %(etag)s::text[], %(last_modified)s::text[])
    as g (source, path, sha256, source_sha256, etag, last_modified)
), held as (
  select l.entity, l.entity_id, l.kind, l.source, l.source_path, g.sha256,
    g.source_sha256, g.etag, g.last_modified
  from core.media_links l
  join given g on g.source = l.source and g.path = l.source_path
  where l.linked_at is null and l.sha256 is distinct from g.sha256
  order by l.entity_id, l.kind, l.source, l.source_path, l.entity
  for update of l
)
update core.media_links l set sha256 = h.sha256, source_sha256 = h.source_sha256,
  etag = h.etag, last_modified = h.last_modified
from held h
where l.entity = h.entity and l.entity_id = h.entity_id and l.kind = h.kind
  and l.source = h.source and l.source_path = h.source_path;

-- name: claimed
-- The places that bytes have, by whoever claimed them first; whose they are by now.
select a.sha256, a.key, a.confirmed_at is not null,
  exists (select from core.media_links l
    where l.sha256 = a.sha256 and l.source = 'tmdb'),
  exists (select from core.media_links l
    where l.sha256 = a.sha256 and l.wiki is not null)
from core.media_assets a
where a.sha256 = any(%(sha256)s)
for key share of a;

-- name: confirm
-- The objects are in the store: readers may see them. Returns those that they did not.
with held as (
  select sha256 from core.media_assets
  where sha256 = any(%(sha256)s) and confirmed_at is null order by sha256 for update
)
update core.media_assets a set confirmed_at = now() from held h
where a.sha256 = h.sha256
returning a.sha256;

-- name: seen_again
-- What these pictures showed already before they were confirmed (again).
select entity, entity_id, kind, sha256 from core.media_links
where sha256 = any(%(sha256)s) and linked_at is not null
order by entity, entity_id, kind, source, source_path;

-- name: link
-- These pictures show that from now on. Returns what a reader has not seen before. One
-- that was taken away or found broken since it was planned is left to the next run.
with given as (
  select * from unnest(%(entity)s::text[], %(entity_id)s::uuid[], %(kind)s::text[],
    %(source)s::text[], %(path)s::text[], %(sha256)s::text[], %(source_sha256)s::text[],
    %(etag)s::text[], %(last_modified)s::text[])
    as g (entity, entity_id, kind, source, path, sha256, source_sha256, etag,
      last_modified)
), held as (
  select g.*, l.linked_at is null or l.sha256 is distinct from g.sha256 as is_new
  from core.media_links l
  join given g on g.entity = l.entity and g.entity_id = l.entity_id
    and g.kind = l.kind and g.source = l.source and g.path = l.source_path
  join core.media_assets a on a.sha256 = g.sha256 and a.confirmed_at is not null
  order by l.entity_id, l.kind, l.source, l.source_path, l.entity
  for update of l for key share of a
)
update core.media_links l set sha256 = h.sha256,
  source_sha256 = coalesce(h.source_sha256, l.source_sha256),
  etag = coalesce(h.etag, l.etag),
  last_modified = coalesce(h.last_modified, l.last_modified),
  linked_at = case when h.is_new then now() else l.linked_at end,
  checked_at = now(), refused = null, tries = 0, retry_at = null,
  represented_by = case when h.is_new then null else l.represented_by end
from held h
where l.entity = h.entity and l.entity_id = h.entity_id and l.kind = h.kind
  and l.source = h.source and l.source_path = h.path
returning l.entity, l.entity_id, l.kind, l.sha256, h.is_new;

-- name: refuse
-- Why pictures were not kept; each further try waits twice as long, a month at most.
-- What was kept of them before stays.
with held as (
  select l.entity, l.entity_id, l.kind, l.source, l.source_path, g.reason
  from core.media_links l
  join unnest(%(source)s::text[], %(path)s::text[], %(reason)s::text[])
    as g (source, path, reason) on g.source = l.source and g.path = l.source_path
  order by l.entity_id, l.kind, l.source, l.source_path, l.entity
  for update of l
)
update core.media_links l set refused = h.reason, tries = l.tries + 1,
  retry_at = now()
    + least(interval '1 day' * power(2, least(l.tries, 5)), interval '30 days')
from held h
where l.entity = h.entity and l.entity_id = h.entity_id and l.kind = h.kind
  and l.source = h.source and l.source_path = h.source_path;
