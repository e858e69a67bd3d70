-- name: forget_pictures_of
-- Which pictures show them.
delete from core.media_links where entity = %(entity)s and entity_id = any(%(ids)s);

-- name: forget_links
-- What pictures show, where nothing has confirmed it for so long. The logo that an
-- organisation's row names is confirmed by that; of one that it does not name, and that
-- nobody has marked since, is known when it came.
delete from core.media_links l
where l.source = 'tmdb' and (%(all)s or coalesce(l.missing_since,
    case when l.kind = 'logo' and l.entity <> 'show' then l.linked_at end)
    <= now() - %(keep)s::interval
  and not exists (
    select from core.networks n where l.entity = 'network' and n.id = l.entity_id
      and n.logo_path = l.source_path
    union all
    select from core.production_companies n where l.entity = 'production_company'
      and n.id = l.entity_id and n.logo_path = l.source_path
    union all
    select from core.watch_providers n where l.entity = 'watch_provider'
      and n.id = l.entity_id and n.logo_path = l.source_path))
returning l.entity, l.entity_id, l.kind, l.linked_at is not null;

-- name: forget_expired_posters
-- Pictures of seasons that expired documents of a show alone told; the one that the
-- show's own document names for a season stays.
with entries as (
  select entry, bool_and(d.expires_at <= now()) as is_expired
  from source.documents d, json_object_keys(d.body) entry
  where d.source = 'tmdb' and entry like 'season/%%/images'
    and (d.kind = 'tv' and d.key = %(key)s or d.kind = 'tv_part' and d.part_of = %(key)s)
  group by entry
)
delete from core.media_links l using core.seasons s, entries e
where s.show_id = %(id)s and e.is_expired
  and e.entry = 'season/' || s.season_number || '/images'
  and l.entity = 'season' and l.entity_id = s.id and l.source = 'tmdb'
  and l.source_path is distinct from s.poster_path
returning l.entity, l.entity_id, l.kind, l.linked_at is not null;

-- name: forget_own_photos
-- Photos of a person that nobody but their own answer told.
delete from core.media_links l using core.people p
where p.id = %(id)s and l.entity = 'person' and l.entity_id = p.id and l.source = 'tmdb'
  and l.source_path is distinct from p.profile_path
returning l.entity, l.entity_id, l.kind, l.linked_at is not null;

-- name: forget_pins
-- Which pictures persons chose: they are known by the source's own names alone.
delete from core.media_pins where source = 'tmdb';

-- name: orphaned
-- Fragment: picture a shows nothing, nor does one of which it is a smaller copy. A claim
-- that was just made has no link yet.
not exists (select from core.media_links l where l.sha256 = a.sha256)
and not exists (select from core.media_variants v
  join core.media_links l on l.sha256 = v.sha256 where v.variant_sha256 = a.sha256)
and (a.confirmed_at is not null or a.claimed_at <= now() - interval '1 day')

-- name: count_orphaned
-- How many pictures show nothing any more.
select count(*)::integer from core.media_assets a where {orphaned};

-- name: orphaned_pictures
-- Some pictures that show nothing any more, by their hashes.
select a.sha256, a.key from core.media_assets a
where a.sha256 > %(after)s and {orphaned}
order by a.sha256 limit %(limit)s;

-- name: lock_picture
-- A picture, held until the commit: who is about to link it waits, and finds none.
select sha256 from core.media_assets where sha256 = %(sha256)s for update;

-- name: hide_picture
-- Nobody takes its object for present while that is being taken away, nor for one that
-- is about to be put.
update core.media_assets a set confirmed_at = null, claimed_at = 'epoch'
where a.sha256 = %(sha256)s and {orphaned};

-- name: forget_picture
-- A picture, if it still shows nothing, with the rows of its smaller copies, or with
-- that by which it is one. The copies themselves show nothing then.
with gone as (
  select a.sha256 from core.media_assets a where a.sha256 = %(sha256)s and {orphaned}
),
copies as (
  delete from core.media_variants v using gone g where v.variant_sha256 = g.sha256
)
delete from core.media_assets a using gone g where a.sha256 = g.sha256
returning a.key;
