-- name: expired_shows
-- Shows whose own document is past the limit of the source's terms, or all that have one.
select s.id, s.name, d.key from source.documents d
join core.external_ids e on e.entity = 'show' and e.source = 'tmdb' and e.id = d.key
  and e.superseded_at is null
join core.shows s on s.id = e.entity_id
where d.source = 'tmdb' and d.kind = 'tv' and (%(all)s or d.expires_at <= now())
order by s.created_at, s.id;

-- name: expired_people
-- People whose own document is past the limit, or all that have one.
select p.id, p.name, d.key from source.documents d
join core.external_ids e on e.entity = 'person' and e.source = 'tmdb' and e.id = d.key
  and e.superseded_at is null
join core.people p on p.id = e.entity_id
where d.source = 'tmdb' and d.kind = 'person' and (%(all)s or d.expires_at <= now())
order by p.id;

-- name: forget_show_facts
-- What only the source said of a show; a person's word and a list's name stay. Without a
-- slug it is not shown until details come again.
update core.shows s set slug = null, missing_since = null,
  name = case when s.provenance ->> 'name' <> 'tmdb' then s.name else coalesce(
    (select i.title from core.list_items i where i.show_id = s.id and i.title is not null
     order by i.missing_since is not null, i.list_id limit 1), 'tmdb:' || %(key)s) end,
  original_name = case when s.provenance ->> 'original_name' = 'tmdb' then null else s.original_name end,
  original_language = case when s.provenance ->> 'original_language' = 'tmdb' then null else s.original_language end,
  overview = case when s.provenance ->> 'overview' = 'tmdb' then null else s.overview end,
  tagline = case when s.provenance ->> 'tagline' = 'tmdb' then null else s.tagline end,
  homepage = case when s.provenance ->> 'homepage' = 'tmdb' then null else s.homepage end,
  status = case when s.provenance ->> 'status' = 'tmdb' then null else s.status end,
  type = case when s.provenance ->> 'type' = 'tmdb' then null else s.type end,
  in_production = case when s.provenance ->> 'in_production' = 'tmdb' then null else s.in_production end,
  adult = case when s.provenance ->> 'adult' = 'tmdb' then null else s.adult end,
  first_air_date = case when s.provenance ->> 'first_air_date' = 'tmdb' then null else s.first_air_date end,
  last_air_date = case when s.provenance ->> 'last_air_date' = 'tmdb' then null else s.last_air_date end,
  next_air_date = case when s.provenance ->> 'next_air_date' = 'tmdb' then null else s.next_air_date end,
  popularity = case when s.provenance ->> 'popularity' = 'tmdb' then null else s.popularity end,
  vote_average = case when s.provenance ->> 'vote_average' = 'tmdb' then null else s.vote_average end,
  vote_count = case when s.provenance ->> 'vote_count' = 'tmdb' then null else s.vote_count end,
  poster_path = case when s.provenance ->> 'poster_path' = 'tmdb' then null else s.poster_path end,
  backdrop_path = case when s.provenance ->> 'backdrop_path' = 'tmdb' then null else s.backdrop_path end,
  facebook_handle = case when s.provenance ->> 'facebook_handle' = 'tmdb' then null else s.facebook_handle end,
  instagram_handle = case when s.provenance ->> 'instagram_handle' = 'tmdb' then null else s.instagram_handle end,
  twitter_handle = case when s.provenance ->> 'twitter_handle' = 'tmdb' then null else s.twitter_handle end,
  origin_countries = case when s.provenance ->> 'origin_countries' = 'tmdb' then '{}' else s.origin_countries end,
  languages = case when s.provenance ->> 'languages' = 'tmdb' then '{}' else s.languages end,
  episode_run_times = case when s.provenance ->> 'episode_run_times' = 'tmdb' then '{}' else s.episode_run_times end,
  provenance = (select coalesce(jsonb_object_agg(p.key, p.value), '{}')
    from jsonb_each(s.provenance) p where p.value <> '"tmdb"')
    || case when s.provenance ->> 'name' = 'tmdb'
      then '{"name": "list"}'::jsonb else '{}' end,
  updated_at = now()
where s.id = %(id)s;

-- name: forget_show_ids
-- Ids that the source named and no list does; its own is what the show is asked for by.
delete from core.external_ids
where entity = 'show' and entity_id = %(id)s and source <> 'tmdb' and not listed;

-- name: forget_show_documents
-- The document of a show and those that complete it.
delete from source.documents where source = 'tmdb'
  and (kind = 'tv' and key = %(key)s or part_of = %(key)s);

-- name: forget_person_facts
-- What only a person's own answer said; what credits say of them stays.
update core.people p set details_at = null, missing_since = null,
  birthday = case when p.provenance ->> 'birthday' = 'tmdb' then null else p.birthday end,
  deathday = case when p.provenance ->> 'deathday' = 'tmdb' then null else p.deathday end,
  place_of_birth = case when p.provenance ->> 'place_of_birth' = 'tmdb' then null else p.place_of_birth end,
  biography = case when p.provenance ->> 'biography' = 'tmdb' then null else p.biography end,
  homepage = case when p.provenance ->> 'homepage' = 'tmdb' then null else p.homepage end,
  popularity = case when p.provenance ->> 'popularity' = 'tmdb' then null else p.popularity end,
  adult = case when p.provenance ->> 'adult' = 'tmdb' then null else p.adult end,
  facebook_handle = case when p.provenance ->> 'facebook_handle' = 'tmdb' then null else p.facebook_handle end,
  instagram_handle = case when p.provenance ->> 'instagram_handle' = 'tmdb' then null else p.instagram_handle end,
  twitter_handle = case when p.provenance ->> 'twitter_handle' = 'tmdb' then null else p.twitter_handle end,
  tiktok_handle = case when p.provenance ->> 'tiktok_handle' = 'tmdb' then null else p.tiktok_handle end,
  youtube_handle = case when p.provenance ->> 'youtube_handle' = 'tmdb' then null else p.youtube_handle end,
  provenance = (select coalesce(jsonb_object_agg(p.key, p.value), '{}')
    from jsonb_each(p.provenance) p where p.value <> '"tmdb"'),
  updated_at = now()
where p.id = %(id)s;

-- name: forget_person_names
-- Other names, and what a person did elsewhere.
with works as (delete from core.person_works where person_id = %(id)s)
delete from core.person_aliases where person_id = %(id)s;

-- name: forget_person_ids
-- Ids that a person's own answer named.
delete from core.external_ids
where entity = 'person' and entity_id = %(id)s and source <> 'tmdb';

-- name: forget_person_document
-- A person's own document.
delete from source.documents
where source = 'tmdb' and kind = 'person' and key = %(key)s;

-- name: forget_other_documents
-- Lookups, searches, lists and the like; a person's document nobody has any more.
delete from source.documents
where source = %(source)s and (%(all)s or expires_at <= now());

-- name: forget_ended_offers
-- Offers that ended so long ago that nothing has confirmed them since.
delete from core.show_watch_providers where ended_at <= now() - %(keep)s::interval;

-- name: forget_vanished
-- Rows of a table that the source has not named for so long.
delete from {table} where missing_since <= now() - %(keep)s::interval;

-- name: unused
-- Entities of a kind that no show points to any more.
select n.id, n.name from {table} n
where not exists (select from {links} l where l.{member} = n.id)
order by n.id;

-- name: forget_entities
-- Entities of a kind.
delete from {table} where id = any(%(ids)s);

-- name: forget_entity_ids
-- Their upstream ids.
delete from core.external_ids where entity = %(entity)s and entity_id = any(%(ids)s);

-- name: forget_entity_pictures
-- Which pictures show them.
delete from core.media_links where entity = %(entity)s and entity_id = any(%(ids)s);

-- name: forget_dangling_ids
-- Ids of seasons and episodes that are gone.
delete from core.external_ids x
where x.entity = 'season' and not exists (
    select from core.seasons s where s.id = x.entity_id)
  or x.entity = 'episode' and not exists (
    select from core.episodes e where e.id = x.entity_id);

-- name: imdb_titles
-- Titles known through the official API alone, of which no answer is kept any more.
select t.id from core.imdb_titles t
where t.source = 'imdb-api' and not exists (
  select from source.documents d where d.source = 'imdb' and d.expires_at > now()
    and (d.key = t.id or d.key like t.id || '/%%'));
