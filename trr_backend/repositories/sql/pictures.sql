-- name: owners_of_shows
-- Fragment: what posters, backdrops and logos of the selected shows belong to; `every`,
-- here and below, is empty or lets every show be selected.
select 'show' as entity, s.id, s.id as folder_id, s.name
from core.shows s where {every} s.id = any(%(ids)s)

-- name: owners_of_seasons
-- Fragment: the selected shows' seasons, and the episodes whose stills lie with them.
select 'season' as entity, n.id, n.id as folder_id,
  s.name || ' season ' || n.season_number as name
from core.seasons n join core.shows s on s.id = n.show_id
where {every} n.show_id = any(%(ids)s)
union all
select 'episode', e.id, e.season_id,
  s.name || ' ' || n.season_number || 'x' || e.episode_number
from core.episodes e join core.seasons n on n.id = e.season_id
join core.shows s on s.id = e.show_id
where {every} e.show_id = any(%(ids)s)

-- name: owners_of_photos
-- Fragment: the people who are credited in the selected shows.
select 'person' as entity, p.id, p.id as folder_id, p.name
from core.people p
where {every} exists (select from core.credits c
  where c.person_id = p.id and c.show_id = any(%(ids)s))

-- name: owners_of_people
-- Fragment: these people, whatever they are credited in.
select 'person' as entity, p.id, p.id as folder_id, p.name
from core.people p where {every} p.id = any(%(ids)s)

-- name: owners_of_organisations
-- Fragment: the networks and production companies of the selected shows.
select 'network' as entity, n.id, n.id as folder_id, n.name
from core.networks n where {every} exists (select from core.show_networks x
  where x.network_id = n.id and x.missing_since is null and x.show_id = any(%(ids)s))
union all
select 'production_company', c.id, c.id, c.name
from core.production_companies c where {every} exists (select from core.show_companies x
  where x.production_company_id = c.id and x.missing_since is null
    and x.show_id = any(%(ids)s))

-- name: owners_of_providers
-- Fragment: who offers the selected shows now.
select 'watch_provider' as entity, p.id, p.id as folder_id, p.name
from core.watch_providers p where {every} exists (
  select from core.show_watch_providers x where x.watch_provider_id = p.id
    and x.ended_at is null and x.show_id = any(%(ids)s))

-- name: unlisted_logos
-- Whether any organisation has a logo that it does not list, or lists a former one.
with logos (entity, id, path) as (
  select 'network', id, logo_path from core.networks
  union all select 'production_company', id, logo_path from core.production_companies
  union all select 'watch_provider', id, logo_path from core.watch_providers
)
select exists (
  select from logos o
  left join core.media_links l on l.entity = o.entity and l.entity_id = o.id
    and l.kind = 'logo' and l.source = 'tmdb' and l.missing_since is null
  where l.source_path is distinct from o.path);

-- name: logo_paths
-- The organisations' current logos.
select logo_path from core.networks where logo_path is not null
union select logo_path from core.production_companies where logo_path is not null
union select logo_path from core.watch_providers where logo_path is not null;

-- name: list_logos
-- The organisations' current logos, of which the addresses are given, become pictures
-- that are listed; a former one is marked.
with logos (entity, id, path) as (
  select 'network', id, logo_path from core.networks
  union all select 'production_company', id, logo_path from core.production_companies
  union all select 'watch_provider', id, logo_path from core.watch_providers
), former as (
  update core.media_links l set missing_since = now()
  from logos o
  where l.entity = o.entity and l.entity_id = o.id and l.kind = 'logo'
    and l.source = 'tmdb' and l.missing_since is null
    and l.source_path is distinct from o.path
)
insert into core.media_links
  (entity, entity_id, kind, source, source_path, source_url, position)
select o.entity, o.id, 'logo', 'tmdb', o.path, u.url, 1
from logos o
join unnest(%(paths)s::text[], %(urls)s::text[]) as u (path, url) on u.path = o.path
where not exists (
    select from core.media_links l where l.entity = o.entity and l.entity_id = o.id
      and l.kind = 'logo' and l.source = 'tmdb' and l.source_path = o.path
      and l.missing_since is null)
on conflict (entity_id, kind, source, source_path, entity) do update
  set missing_since = null;

-- name: taken
-- Fragment: what is wanted of the owners' pictures: of each kind the first ones in their
-- order, as many as the installation keeps, in languages that it keeps. One that was
-- refused and is not there leaves its place to the next, and is tried again when its
-- time has come. Those of wikis have no places: all are wanted that may be kept.
listed as (
  select o.folder_id, o.name, l.*,
    case when l.kind = 'poster' and l.entity = 'season' then 'season-poster'
      when l.kind = 'logo' and l.entity <> 'show' then 'organisation'
      else l.kind end as choice
  from owners o
  join core.media_links l on l.entity = o.entity and l.entity_id = o.id
  where l.missing_since is null and (l.pinned or %(languages)s::text[] is null
    or l.entity not in ('show', 'season')
    or coalesce(l.language, '') = any(%(languages)s::text[]))
),
placed as (
  select l.*, a.key, a.bytes, a.confirmed_at is not null as confirmed,
    row_number() over (
      partition by l.entity_id, l.kind, l.wiki is not null,
        l.refused is not null and (l.linked_at is null or a.confirmed_at is null)
      order by l.pinned desc, l.position, l.source_path collate "C") as place
  from listed l left join core.media_assets a on a.sha256 = l.sha256
),
taken as (
  select p.*, p.linked_at is not null and p.confirmed
    -- TMDb's paths are immutable; what other sources show may change.
    and (p.source = 'tmdb' or p.checked_at > now() - %(age)s::interval) as fresh
  from placed p
  left join unnest(%(choices)s::text[], %(numbers)s::integer[]) as c (choice, number)
    on c.choice = p.choice
  where case when p.wiki is not null then %(of_wikis)s = 'all'
      or %(of_wikis)s = 'free' and p.is_free
    else c.choice is not null
      and (c.number is null or p.place <= c.number or p.pinned) end
)

-- name: due
-- Fragment: a picture of `taken` is to do now.
(%(force)s or not fresh and (refused is null or retry_at <= now()))

-- name: count
-- How many pictures there are to do, how many are kept, and how many were refused
-- before and wait for their next try.
with owners as materialized ({owners}), {taken}
select count(distinct (source, source_path)) filter (where {due})::integer,
  count(*) filter (where fresh and not %(force)s)::integer,
  count(*) filter (where not fresh and refused is not null and retry_at > now()
    and not %(force)s)::integer
from taken;

-- name: unallowed
-- How many pictures of wikis are kept although the installation takes such no longer.
select count(*)::integer from core.media_links l
join core.media_assets a on a.sha256 = l.sha256 and a.confirmed_at is not null
where l.wiki is not null and l.linked_at is not null
  and (%(of_wikis)s = 'none' or l.is_free is not true);

-- name: owners_due
-- The next owners, by their ids, of whose pictures some are to do.
with owners as materialized (
  select * from ({owners}) o where %(after)s::uuid is null or o.id > %(after)s::uuid
), {taken}
select distinct entity_id from taken where {due} order by entity_id limit %(limit)s;

-- name: wanted
-- The pictures to do of some owners, a row for each that a picture is to show. Bytes
-- that were claimed for this path, here or for another owner, are not fetched; what the
-- source said of them is what it is asked by, where they may have changed.
with owners as materialized (
  select * from ({owners}) o where o.id = any(%(owner_ids)s)
), {taken}, due as (select * from taken where {due})
select d.source, d.source_path, d.source_url, d.entity, d.entity_id, d.kind,
  d.folder_id, d.name, k.etag, k.last_modified,
  k.sha256, k.key, k.bytes, k.confirmed, k.is_current
from due d
left join lateral (
  select l.sha256, a.key, a.bytes, a.confirmed_at is not null as confirmed,
    l.etag, l.last_modified,
    l.source = 'tmdb' or coalesce(l.checked_at > now() - %(age)s::interval, false)
      as is_current
  from core.media_links l join core.media_assets a on a.sha256 = l.sha256
  where l.source = d.source and l.source_path = d.source_path
  order by a.confirmed_at is null, l.checked_at desc nulls last, l.entity_id, l.kind
  limit 1
) k on true
order by d.source, d.source_path collate "C", d.entity, d.entity_id, d.kind;
