-- name: logos
-- The current logos of the organisations behind the selected shows. A path of TMDb is
-- immutable: one that is linked, to this organisation or another, is not fetched again.
with owners (owner, id, name, logo_path) as (
  select 'network', n.id, n.name, n.logo_path from core.networks n
  where 'network' = any(%(owners)s) and exists (select from core.show_networks x
    where x.network_id = n.id and x.missing_since is null and x.show_id = any(%(ids)s))
  union all
  select 'production_company', c.id, c.name, c.logo_path
  from core.production_companies c
  where 'production_company' = any(%(owners)s) and exists (
    select from core.show_companies x where x.production_company_id = c.id
      and x.missing_since is null and x.show_id = any(%(ids)s))
  union all
  select 'watch_provider', p.id, p.name, p.logo_path from core.watch_providers p
  where 'watch_provider' = any(%(owners)s) and exists (
    select from core.show_watch_providers x where x.watch_provider_id = p.id
      and x.ended_at is null and x.show_id = any(%(ids)s))
)
select o.logo_path, o.owner, o.id, o.name, exists (
    select from core.media_links l where l.entity = o.owner and l.entity_id = o.id
      and l.kind = 'logo' and l.source = 'tmdb' and l.source_path = o.logo_path
  ) as linked, k.source_url, k.sha256
from owners o left join lateral (
  select l.source_url, l.sha256 from core.media_links l
  join core.media_assets a on a.sha256 = l.sha256 and a.confirmed_at is not null
  where l.kind = 'logo' and l.source = 'tmdb' and l.source_path = o.logo_path limit 1
) k on true
where o.logo_path is not null
order by o.logo_path collate "C", o.owner, o.name, o.id;

-- name: load_asset
-- The place that a picture has, or that another worker has claimed for it.
select sha256, key, confirmed_at is not null from core.media_assets
where sha256 = %(sha256)s;

-- name: claim
-- The first to claim decides the key.
insert into core.media_assets (sha256, key, content_type, bytes, width, height,
  colour, thumbhash, phash, frames)
values (%(sha256)s, %(key)s, %(content_type)s, %(bytes)s, %(width)s, %(height)s,
  %(colour)s, %(thumbhash)s, %(phash)s, %(frames)s)
on conflict (sha256) do nothing;

-- name: confirm
-- The object is in the store: readers may see it.
update core.media_assets set confirmed_at = now()
where sha256 = %(sha256)s and confirmed_at is null;

-- name: link
-- This picture is that organisation's. Which of its pictures is the current one is said
-- by the organisation's own path, not here.
insert into core.media_links
  (entity, entity_id, kind, source, source_path, source_url, sha256, linked_at)
values (%(entity)s, %(entity_id)s, %(kind)s, %(source)s, %(source_path)s,
  %(source_url)s, %(sha256)s, now())
on conflict (entity_id, kind, source, source_path, entity) do update
  set sha256 = excluded.sha256, linked_at = now()
  where media_links.sha256 <> excluded.sha256
returning sha256;
