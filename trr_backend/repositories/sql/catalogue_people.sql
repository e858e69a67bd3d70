-- name: credited_person
-- Fragment: the people who have a credit in a show that anybody may see; who only had one
-- is in no list.
exists (
  select from core.credits c join core.shows s on s.id = c.show_id
  where c.person_id = p.id and c.missing_since is null and {served})

-- name: people
-- One page of the people of served shows; the parts are as those of `listed_shows`.
with recursive {found}
chosen as (
  select p.*, {key} as sort_key
  from core.people p {joined}
  where {seek} and {credited_person} {wanted}
  order by sort_key {direction}, p.id {direction}
  limit %(limit)s + 1
),
{page}
select coalesce(json_agg(x.item order by x.n) filter (where {fits}), '[]')::text, null,
  {place}
from (
  select p.*, json_build_object(
    'id', p.id,
    'name', p.name,
    'tmdb_id', {tmdb_of_person},
    'profile_path', p.profile_path,
    'photo', {photo},
    'known_for_department', p.known_for_department,
    'show_count', (
      select count(distinct c.show_id)
      from core.credits c join core.shows s on s.id = c.show_id
      where c.person_id = p.id and c.missing_since is null and {served}),
    'updated_at', to_char(p.updated_at at time zone 'UTC', {instant})
  ) as item
  from page p
) x;

-- name: tallies_of_person
-- Fragment: what a person was in which served show, each credit counted once.
counted as materialized (
  select distinct c.show_id, c.person_id, c.category = 'crew' as is_crew
  from person p join core.credits c on c.person_id = p.id
  where c.missing_since is null and c.scope_id = c.show_id
),
tallies as materialized (
  select {tally} from person p join core.credits c on c.person_id = p.id
  join core.shows s on s.id = c.show_id
  where c.missing_since is null and {served}
    and (c.scope_id = c.show_id or ({not_counted}))
)

-- name: categories_in_show
-- Fragment: the categories that `tallies` know in show s, with their episodes.
(select json_agg(json_build_object(
    'category', w.category, 'episode_count', w.episode_count
  ) order by w.episode_count desc nulls last, w.category)
 from (
   select r.category, {total_of_show} as episode_count
   from tallies r where r.show_id = s.id group by r.category
 ) w)

-- name: roles_in_show
-- Fragment: the roles that `tallies` know in show s.
(select coalesce(json_agg(distinct r.role) filter (where r.role is not null), '[]')
 from tallies r where r.show_id = s.id)

-- name: shows_of_person
-- Fragment: the shows of p, newest first, with the categories p had there.
(select coalesce(json_agg(json_build_object(
    'show', {show_named},
    'first_air_date', s.first_air_date,
    'poster_path', s.poster_path,
    'poster', {poster},
    'categories', {categories_in_show},
    'roles', {roles_in_show}
  ) order by s.first_air_date desc nulls last, core.folded(s.name), s.id), '[]')
 from core.shows s where s.id in (select r.show_id from tallies r))

-- name: person_detail
-- Everything that is shown of one person.
with recursive {person}, {tallies_of_person}, {imdb}, {facts}, {conflicts}
select json_build_object(
  'id', p.id,
  'name', p.name,
  'aliases', (
    select coalesce(json_agg(a.name order by a.position, a.name), '[]')
    from core.person_aliases a where a.person_id = p.id and a.missing_since is null),
  'gender', p.gender,
  'birthday', p.birthday,
  'deathday', p.deathday,
  'place_of_birth', p.place_of_birth,
  'biography', p.biography,
  'homepage', p.homepage,
  'known_for_department', p.known_for_department,
  'popularity', p.popularity,
  'adult', p.adult,
  'profile_path', p.profile_path,
  'photo', (select {image} from {photo_of_person}),
  'facebook_handle', p.facebook_handle,
  'instagram_handle', p.instagram_handle,
  'twitter_handle', p.twitter_handle,
  'tiktok_handle', p.tiktok_handle,
  'youtube_handle', p.youtube_handle,
  'external_ids', (
    select json_build_object(
      'tmdb', max(x.id) filter (where x.source = 'tmdb'),
      'imdb', max(x.id) filter (where x.source = 'imdb'),
      'wikidata', max(x.id) filter (where x.source = 'wikidata'))
    from core.external_ids x
    where x.entity = 'person' and x.entity_id = p.id and x.superseded_at is null
      and (x.origin is null or %(private)s)),
  'shows', {shows_of_person},
  'facts', {facts_in_order},
  'provenance', p.provenance,
  'attribution', {with_wikis}::json,
  'details_at', to_char(p.details_at at time zone 'UTC', {instant}),
  'missing_since', to_char(p.missing_since at time zone 'UTC', {instant}),
  'created_at', to_char(p.created_at at time zone 'UTC', {instant}),
  'updated_at', to_char(p.updated_at at time zone 'UTC', {instant}),
  'included', {included}
)::text, null, null, null, null, null
from person p
union all select m.*, null, null from ({moved_person}) m;

-- name: credits_of_person
-- Fragment: the credits of p in served shows with their day: of an episode its own, of a
-- season its first one, of a show its last one.
select c.*, coalesce(e.air_date, n.air_date,
    case when num_nulls(c.season_id, c.episode_id) = 2
      then coalesce(s.last_air_date, s.first_air_date) end,
    '-infinity') as sort_key
from core.credits c {around_credit}
where c.person_id = p.id and {served}

-- name: around_credit
-- Fragment: the show s, the season n and the episode e of credit c.
join core.shows s on s.id = c.show_id
left join core.episodes e on e.id = c.episode_id
left join core.seasons n on n.id = coalesce(c.season_id, e.season_id)

-- name: credit
-- Fragment: what is said of credit c.
json_build_object(
  'id', c.id,
  'show', {show_named},
  'season', case when n.id is not null then {season_named} end,
  'episode', case when e.id is not null then {episode_named} end,
  'category', c.category,
  'role', c.role,
  'department', c.department,
  'billing_order', c.billing_order,
  'episode_count', c.episode_count,
  'source', c.source,
  'missing_since', to_char(c.missing_since at time zone 'UTC', {instant}))

-- name: credits
-- One page of a person's credits in served shows, newest first. In one show where
-- %(in_show)s: the one of %(id)s, %(slug)s or an upstream's id, also by a former id.
-- {seek} is a constant of people.py.
with recursive {person}, {show},
chosen as (
  select g.* from person p cross join lateral ({credits_of_person}) g
  where (%(missing)s or g.missing_since is null)
    and (%(category)s::text is null or g.category = %(category)s::text)
    and (not %(in_show)s or g.show_id in (select f.id from found f))
    and {seek}
  order by g.sort_key desc, g.id desc limit %(limit)s + 1
),
{page}
select case when not %(in_show)s or exists (select from found) then i.items end, null,
  i.after_key, i.after_id
from person o cross join (
  select coalesce(json_agg(x.item order by x.n) filter (where {fits}), '[]')::text
    as items, {place}
  from (
    select c.*, {credit} as item from page c {around_credit}
  ) x
) i
union all {moved_person};

-- name: works
-- One page of what the source lists of a person anywhere, newest first; our own show
-- where it is one. Works have no id of ours: a digest of theirs stands in for the place.
with recursive {person},
chosen as (
  select g.* from (
    select w.*, md5(w.source || ' ' || w.source_key)::uuid as id,
      coalesce(w.released_on, '-infinity') as sort_key
    from person p join core.person_works w on w.person_id = p.id
    where w.missing_since is null
  ) g
  where {seek} order by g.sort_key desc, g.id desc limit %(limit)s + 1
),
{page}
select i.items, null, i.after_key, i.after_id
from person o cross join (
  select coalesce(json_agg(x.item order by x.n) filter (where {fits}), '[]')::text
    as items, {place}
  from (
    select w.*, json_build_object(
      'source', w.source,
      'media_type', w.media_type,
      'tmdb_id', case when w.source = 'tmdb' and w.work_key ~ '^[0-9]{1,18}$'
        then w.work_key::bigint end,
      'title', w.title,
      'role', w.role,
      'department', w.department,
      'is_crew', w.is_crew,
      'released_on', w.released_on,
      'episode_count', w.episode_count,
      'show', (
        select {show_named}
        from core.external_ids k join core.shows s on s.id = k.entity_id
        where k.entity = 'show' and k.source = w.source and k.id = w.work_key
          and w.media_type = 'tv' and {served})
    ) as item
    from page w
  ) x
) i
union all {moved_person};
