-- name: offers
-- Fragment: what is offered of the show now, in one region where %(region)s is set.
offers as materialized (
  select o.region collate "C" as region, o.offer_type collate "C" as offer_type,
    o.watch_provider_id, o.display_priority
  from show s join core.show_watch_providers o on o.show_id = s.id
  where o.ended_at is null
    and (%(region)s::text is null or o.region = %(region)s::text)
)

-- name: offer_groups
-- Fragment: one group a region and offer type, in display order.
(select coalesce(json_agg({offer_group} order by g.region, g.place, g.offer_type), '[]')
 from ({groups_of_offers}) g)

-- name: offer_group
-- Fragment: group g of show s.
json_build_object(
  'region', g.region,
  'offer_type', g.offer_type,
  'link', (select r.link from core.show_watch_regions r
    where r.show_id = s.id and r.region = g.region
      and r.missing_since is null),
  'providers', g.providers)

-- name: groups_of_offers
-- Fragment: the groups, each with its `providers` in their order.
select o.region, o.offer_type,
  -- Free of extra charge first; a type that is new to us comes last.
  coalesce(array_position(
    array['flatrate', 'free', 'ads', 'rent', 'buy'], o.offer_type), 6) as place,
  json_agg(json_build_object(
    'id', p.id,
    'name', p.name,
    'tmdb_id', f.tmdb_id,
    'logo_url', f.logo_url,
    'logo_srcset', f.logo_srcset,
    'display_priority', o.display_priority
  ) order by o.display_priority nulls last, p.name, p.id) as providers
from offers o
join core.watch_providers p on p.id = o.watch_provider_id
join faces f on f.id = p.id
group by o.region, o.offer_type

-- name: offering
-- Fragment: who offers the show, as `members`.
members as (
  select distinct p.id, p.logo_path
  from offers o join core.watch_providers p on p.id = o.watch_provider_id
)

-- name: show_detail
-- Everything that is shown of one show, as the JSON that is sent.
with recursive {show}, {offers},
members as (
  select g.genre_id as id, null::text as logo_path
    from show s join core.show_genres g on g.show_id = s.id
    where g.missing_since is null
  union select k.keyword_id, null
    from show s join core.show_keywords k on k.show_id = s.id
    where k.missing_since is null
  union select n.id, n.logo_path
    from show s join core.show_networks x on x.show_id = s.id
    join core.networks n on n.id = x.network_id
    where x.missing_since is null
  union select c.id, c.logo_path
    from show s join core.show_companies x on x.show_id = s.id
    join core.production_companies c on c.id = x.production_company_id
    where x.missing_since is null
  union select p.id, p.logo_path
    from offers o join core.watch_providers p on p.id = o.watch_provider_id
),
{faces},
{imdb}
select json_build_object(
  'id', s.id,
  'slug', s.slug,
  'name', {name_of_show},
  'original_name', s.original_name,
  'original_language', s.original_language,
  'alternative_names', (
    select coalesce(json_agg(json_build_object(
      'title', a.title,
      'region', nullif(a.region, ''),
      'type', nullif(a.type, '')
    ) order by a.position, a.title), '[]')
    from core.show_alternative_titles a
    where a.show_id = s.id and a.missing_since is null),
  'overview', {overview_of_show},
  'tagline', {tagline_of_show},
  'homepage', s.homepage,
  'status', s.status,
  'type', s.type,
  'in_production', s.in_production,
  'adult', s.adult,
  'first_air_date', s.first_air_date,
  'last_air_date', s.last_air_date,
  -- What an episode says, else what the show says: never a day that has passed.
  'next_air_date', coalesce(t.next_air_date,
    case when s.next_air_date >= (now() at time zone 'UTC')::date
      then s.next_air_date end),
  'season_count', t.season_count,
  'episode_count', t.episode_count,
  'special_count', t.special_count,
  'latest_episode', (
    select {episode_named} from core.episodes e
    join core.seasons n on n.id = e.season_id where e.id = t.latest_episode_id),
  'next_episode', (
    select {episode_named} from core.episodes e
    join core.seasons n on n.id = e.season_id where e.id = t.next_episode_id),
  'origin_countries', s.origin_countries,
  'languages', s.languages,
  'episode_run_times', s.episode_run_times,
  'popularity', s.popularity,
  'vote_average', s.vote_average,
  'vote_count', s.vote_count,
  'imdb_rating', (select rating from imdb),
  'poster_path', s.poster_path,
  'backdrop_path', s.backdrop_path,
  'poster', h.firsts -> 'poster',
  'backdrop', h.firsts -> 'backdrop',
  'logo', h.firsts -> 'logo',
  'genres', (
    select coalesce(json_agg(json_build_object(
      'id', g.id, 'name', g.name, 'tmdb_id', f.tmdb_id
    ) order by sg.position, g.name), '[]')
    from core.show_genres sg join core.genres g on g.id = sg.genre_id
    join faces f on f.id = g.id
    where sg.show_id = s.id and sg.missing_since is null),
  'keywords', (
    select coalesce(json_agg(json_build_object(
      'id', k.id, 'name', k.name, 'tmdb_id', f.tmdb_id
    ) order by sk.position, k.name), '[]')
    from core.show_keywords sk join core.keywords k on k.id = sk.keyword_id
    join faces f on f.id = k.id
    where sk.show_id = s.id and sk.missing_since is null),
  'networks', (
    select coalesce(json_agg(json_build_object(
      'id', n.id, 'name', n.name, 'tmdb_id', f.tmdb_id,
      'origin_country', n.origin_country,
      'logo_url', f.logo_url, 'logo_srcset', f.logo_srcset
    ) order by sn.position, n.name), '[]')
    from core.show_networks sn join core.networks n on n.id = sn.network_id
    join faces f on f.id = n.id
    where sn.show_id = s.id and sn.missing_since is null),
  'production_companies', (
    select coalesce(json_agg(json_build_object(
      'id', c.id, 'name', c.name, 'tmdb_id', f.tmdb_id,
      'origin_country', c.origin_country,
      'logo_url', f.logo_url, 'logo_srcset', f.logo_srcset
    ) order by sc.position, c.name), '[]')
    from core.show_companies sc
    join core.production_companies c on c.id = sc.production_company_id
    join faces f on f.id = c.id
    where sc.show_id = s.id and sc.missing_since is null),
  'watch_providers', {offer_groups},
  'external_ids', (
    select json_build_object(
      'tmdb', max(e.id) filter (where e.source = 'tmdb'),
      'imdb', max(e.id) filter (where e.source = 'imdb'),
      'tvdb', max(e.id) filter (where e.source = 'tvdb'),
      'wikidata', max(e.id) filter (where e.source = 'wikidata'))
    from core.external_ids e
    where e.entity = 'show' and e.entity_id = s.id and e.superseded_at is null
      and (e.origin is null or %(private)s)),
  'facebook_handle', s.facebook_handle,
  'instagram_handle', s.instagram_handle,
  'twitter_handle', s.twitter_handle,
  'provenance', s.provenance,
  'attribution', {attributed},
  'missing_since', to_char(s.missing_since at time zone 'UTC', {instant}),
  'created_at', to_char(s.created_at at time zone 'UTC', {instant}),
  'updated_at', to_char(s.updated_at at time zone 'UTC', {instant}),
  'included', {included}
)::text, null, null, null, null, {language_of_show}
from show s join core.show_totals t on t.show_id = s.id cross join {firsts_of_show} h
union all select m.*, null, null from ({moved_show}) m;

-- name: show_offers
-- Where one show can be watched, as JSON; no row where there is no such show.
with recursive {show}, {offers}, {offering}, {faces}
select {offer_groups}::text, null, null, null from show s
union all {moved_show};

-- name: listed_shows
-- Fragment: one page of shows as JSON, and the place from which the next one goes on
-- (null at the end). {key} is the sort's expression, {seek} compares it with the last
-- place and {direction} follows it; {found} are the matches of a search and what {key}
-- needs, {joined} joins them, {wanted} are the filters in use. All are constants of
-- listing.py.
with {found}
chosen as (
  select s.*, {key} as sort_key
  from core.shows s {joined}
  where {served} and {seek} {wanted}
  order by sort_key {direction}, s.id {direction}
  limit %(limit)s + 1
),
{page}
select coalesce(json_agg(json_build_object(
    'id', x.id,
    'slug', x.slug,
    'name', {name_of_show},
    'original_name', x.original_name,
    'status', x.status,
    'type', x.type,
    'first_air_date', x.first_air_date,
    'last_air_date', x.last_air_date,
    'origin_countries', x.origin_countries,
    'popularity', x.popularity,
    'poster_path', x.poster_path,
    'poster', {poster},
    'tmdb_id', (
      select max(case when e.id ~ '^[0-9]{1,18}$' then e.id::bigint end)
      from core.external_ids e where e.entity = 'show' and e.entity_id = x.id
        and e.source = 'tmdb' and e.superseded_at is null),
    'imdb_id', (
      select max(e.id) from core.external_ids e where e.entity = 'show'
        and e.entity_id = x.id and e.source = 'imdb' and e.superseded_at is null
        and e.origin is null),
    'genres', (
      select coalesce(json_agg(g.name order by sg.position, g.name), '[]')
      from core.show_genres sg join core.genres g on g.id = sg.genre_id
      where sg.show_id = x.id and sg.missing_since is null),
    'networks', (
      select coalesce(json_agg(json_build_object(
        'id', n.id,
        'name', n.name,
        'logo_url', f.logo_url,
        'logo_srcset', f.logo_srcset
      ) order by sn.position, n.name), '[]')
      from core.show_networks sn
      join core.networks n on n.id = sn.network_id
      cross join lateral (select n.id, n.logo_path) m
      left join lateral {logo_of_member} f on true
      where sn.show_id = x.id and sn.missing_since is null),
    'offer_count', (
      select count(*) from core.show_watch_providers o
      where o.show_id = x.id and o.ended_at is null),
    'updated_at', to_char(x.updated_at at time zone 'UTC', {instant}),
    'included', {included}
  ) order by x.n) filter (where {fits}), '[]')::text,
  null,
  {place},
  {named_with},
  string_agg(distinct {language_of_show}, ', ') filter (where {fits})
from page x cross join lateral (select x.*) s

-- name: shows
-- One page of shows.
{listed_shows};
