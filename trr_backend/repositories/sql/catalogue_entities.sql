-- name: shows_of
-- Fragment: how many served shows n has. {links} and {member} say what n is, {there}
-- which links hold; all are constants of entities.py.
select count(distinct k.show_id)::integer as shows
from {links} k join core.shows s on s.id = k.show_id
where k.{member} = n.id and {there} and {served}

-- name: in_region
-- Fragment: an offer that holds now, in one region where %(region)s is set.
k.ended_at is null and (%(region)s::text is null or k.region = %(region)s::text)

-- name: named
-- One page of the networks, genres ... that have a show, by name, and the place of the
-- next one. {columns} and {shown} are what only one of them has.
with chosen as (
  select n.id, n.name, {columns}, core.folded(n.name) as sort_key, c.shows
  from {entities} n
  cross join lateral ({shows_of}) c
  where c.shows > 0 and {seek}
  order by sort_key, n.id
  limit %(limit)s + 1
),
members as (select id, logo_path from chosen),
{faces},
{page}
select coalesce(json_agg(json_build_object(
    'id', x.id,
    'name', x.name,
    'tmdb_id', f.tmdb_id,
    {shown}
    'show_count', x.shows
  ) order by x.n) filter (where {fits}), '[]')::text,
  null,
  {place}
from page x join faces f on f.id = x.id;

-- name: one_named
-- One of them by uuid or TMDb id; no row where it has no show. {told} is what only the
-- detail says.
with chosen as (
  select n.id, n.name, {columns}, c.shows
  from {entities} n
  cross join lateral ({shows_of}) c
  where c.shows > 0 and n.id = coalesce(%(id)s::uuid, (
    select e.entity_id from core.external_ids e
    where e.entity = %(entity)s and e.source = 'tmdb' and e.id = %(tmdb_id)s::text))
),
members as (select id, logo_path from chosen),
{faces}
select json_build_object(
  'id', x.id,
  'name', x.name,
  'tmdb_id', f.tmdb_id,
  {shown}
  'show_count', x.shows,
  {told}
  'attribution', %(attribution)s::json
)::text, null, null, null
from chosen x join faces f on f.id = x.id;

-- name: regions_of_provider
-- Fragment: where provider x has offers now, and of how many shows.
'regions', (
  select coalesce(json_agg(json_build_object(
    'region', r.region, 'show_count', r.shows) order by r.region), '[]')
  from (
    select o.region collate "C" as region, count(distinct o.show_id) as shows
    from core.show_watch_providers o join core.shows s on s.id = o.show_id
    where o.watch_provider_id = x.id and o.ended_at is null and {served}
    group by 1
  ) r),

-- name: offer_history
-- One page of the stays of providers with a show, the latest first: open ones have no
-- end. A stay has no id of ours: a digest of it stands in for the place.
with recursive {show},
chosen as (
  select g.* from (
    select o.*, o.first_seen_at as sort_key,
      md5(concat_ws(' ', o.region, o.offer_type, o.watch_provider_id,
        extract(epoch from o.first_seen_at)))::uuid as id
    from show s join core.show_watch_providers o on o.show_id = s.id
    where (%(region)s::text is null or o.region = %(region)s::text)
      and (%(offer_type)s::text is null or o.offer_type = %(offer_type)s::text)
      and (not %(by_provider)s or o.watch_provider_id in ({provider_meant}))
  ) g
  where {seek} order by g.sort_key desc, g.id desc limit %(limit)s + 1
),
{page},
members as (
  select distinct p.id, p.logo_path
  from page x join core.watch_providers p on p.id = x.watch_provider_id
),
{faces}
select i.items, null, i.after_key, i.after_id
from show s cross join (
  select coalesce(json_agg(json_build_object(
      'region', x.region,
      'offer_type', x.offer_type,
      'provider', json_build_object(
        'id', p.id,
        'name', p.name,
        'tmdb_id', f.tmdb_id,
        'logo_url', f.logo_url,
        'logo_srcset', f.logo_srcset),
      'started_at', to_char(x.first_seen_at at time zone 'UTC', {instant}),
      'ended_at', to_char(x.ended_at at time zone 'UTC', {instant})
    ) order by x.n) filter (where {fits}), '[]')::text as items, {place}
  from page x
  join core.watch_providers p on p.id = x.watch_provider_id
  join faces f on f.id = p.id
) i
union all {moved_show};

-- name: provider_meant
-- Fragment: the provider that is named by uuid, name or TMDb id.
select n.id from core.watch_providers n where n.id = %(provider_id)s::uuid
  or core.folded(n.name) = core.folded(%(provider_name)s::text)
union all
select e.entity_id from core.external_ids e
where e.entity = 'watch_provider' and e.source = 'tmdb'
  and e.id = %(provider_tmdb_id)s::text
