-- name: show
-- Fragment: the shows that %(id)s, %(slug)s or an upstream's id lead to. `led` are the
-- steps: an id that was superseded, merged away or redirected is a former one. `found`
-- is where they end, `show` the same where nothing was former. Ids derived from data for
-- personal use lead somewhere in private installations only.
led (id, former, step) as (
  (select f.id, f.former, 0
   from (
     select %(id)s::uuid as id, false as former
     union all
     select o.id, false from core.shows o where o.slug = %(slug)s::text
     union all
     select e.entity_id, e.superseded_at is not null
     from core.external_ids e
     where e.entity = 'show' and e.source = %(source)s::text
       and e.id = %(external_id)s::text
       and (e.origin is null or %(private)s)
   ) f
   where f.id is not null
   limit 1)
  union all
  select n.id, true, l.step + 1
  from led l
  cross join lateral (
    select r.to_id as id from core.redirects r
    where r.entity = 'show' and r.from_id = l.id
    union all
    select o.merged_into from core.shows o
    where o.id = l.id and o.merged_into is not null
    limit 1
  ) n
  where l.step < 9
),
found as materialized (
  select s.*, l.former
  from (select id, former from led order by step desc limit 1) l
  join core.shows s on s.id = l.id
  where {served}
),
show as (select * from found where not former)

-- name: served
-- Fragment: the shows that anybody may see; one without a slug is a wish on a list, one
-- that was merged into another is hidden.
s.published and s.slug is not null and s.merged_into is null

-- name: moved_show
-- Fragment: the answer where a former id was named, see reading.py.
select null, json_build_object('show_id', f.id)::text, null, null
from found f where f.former

-- name: person
-- Fragment: as `show`, for the people that %(person_id)s or an upstream's id lead to.
led_people (id, former, step) as (
  (select f.id, f.former, 0
   from (
     select %(person_id)s::uuid as id, false as former
     union all
     select e.entity_id, e.superseded_at is not null
     from core.external_ids e
     where e.entity = 'person' and e.source = %(person_source)s::text
       and e.id = %(person_external_id)s::text
       and (e.origin is null or %(private)s)
   ) f
   where f.id is not null
   limit 1)
  union all
  select r.to_id, true, l.step + 1
  from led_people l
  join core.redirects r on r.entity = 'person' and r.from_id = l.id
  where l.step < 9
),
found_person as materialized (
  select p.*, l.former
  from (select id, former from led_people order by step desc limit 1) l
  join core.people p on p.id = l.id
  where {served_person}
),
person as (select * from found_person where not former)

-- name: served_person
-- Fragment: the people who have, or had, a credit in a show that anybody may see.
exists (
  select from core.credits c join core.shows s on s.id = c.show_id
  where c.person_id = p.id and {served})

-- name: moved_person
-- Fragment: the answer where a person's former id was named.
select null, json_build_object('person_id', f.id)::text, null, null
from found_person f where f.former

-- name: faces
-- Fragment: TMDb id and logo of each of `members`. The logo is that of the owner's
-- current path, shown once its object is confirmed in the store; its URL is made here,
-- from the base the caller knows.
faces as materialized (
  select m.id,
    (select min(case when e.id ~ '^[0-9]{1,18}$' then e.id::bigint end)
     from core.external_ids e
     where e.entity_id = m.id and e.source = 'tmdb' and e.superseded_at is null
    ) as tmdb_id,
    f.logo_url, f.logo_srcset
  from members m left join lateral {logo_of_member} f on true
)

-- name: logo_of_member
-- Fragment: the current logo of m, an organisation.
(select k.url as logo_url, k.srcset as logo_srcset
 from (
   select a.sha256, a.key, a.width from {seen}
   where l.entity_id = m.id and l.kind = 'logo' and l.source_path = m.logo_path
   limit 1
 ) l cross join {copies})

-- name: tmdb_of_show
-- Fragment: the current TMDb id of s.
(select max(case when x.id ~ '^[0-9]{1,18}$' then x.id::bigint end)
 from core.external_ids x where x.entity = 'show' and x.entity_id = s.id
   and x.source = 'tmdb' and x.superseded_at is null)

-- name: tmdb_of_season
-- Fragment: the current TMDb id of n.
(select max(case when x.id ~ '^[0-9]{1,18}$' then x.id::bigint end)
 from core.external_ids x where x.entity = 'season' and x.entity_id = n.id
   and x.source = 'tmdb' and x.superseded_at is null)

-- name: tmdb_of_episode
-- Fragment: the current TMDb id of e.
(select max(case when x.id ~ '^[0-9]{1,18}$' then x.id::bigint end)
 from core.external_ids x where x.entity = 'episode' and x.entity_id = e.id
   and x.source = 'tmdb' and x.superseded_at is null)

-- name: tmdb_of_person
-- Fragment: the current TMDb id of p.
(select max(case when x.id ~ '^[0-9]{1,18}$' then x.id::bigint end)
 from core.external_ids x where x.entity = 'person' and x.entity_id = p.id
   and x.source = 'tmdb' and x.superseded_at is null)

-- name: show_named
-- Fragment: which show s is.
json_build_object('id', s.id, 'slug', s.slug, 'name', {name_of_show})

-- name: season_named
-- Fragment: which season n is.
json_build_object('id', n.id, 'season_number', n.season_number, 'name', {name_of_season})

-- name: episode_named
-- Fragment: which episode e of season n is.
json_build_object('id', e.id, 'season_number', n.season_number,
  'episode_number', e.episode_number, 'name', {name_of_episode}, 'air_date', e.air_date)

-- name: person_named
-- Fragment: who p is.
json_build_object('id', p.id, 'name', p.name, 'tmdb_id', {tmdb_of_person},
  'profile_path', p.profile_path, 'photo', {photo})

-- name: imdb
-- Fragment: what IMDb says of {owner}, whose kind is {entity}; no row where the
-- installation is not private. `derived`: an id is shown that came from its datasets.
imdb as materialized (
  select
    (select json_build_object(
       'average', r.average_rating,
       'votes', r.vote_count,
       'licence', case r.source when 'imdb-api'
         then 'Licensed to the owner of this installation'
         else 'Personal and non-commercial use only' end,
       'attribution', 'Information courtesy of IMDb (https://www.imdb.com). '
         || 'Used with permission.')
     from core.external_ids x join core.imdb_ratings r on r.title_id = x.id
     where x.entity = {entity} and x.entity_id = o.id and x.source = 'imdb'
       and x.superseded_at is null and r.missing_since is null) as rating,
    exists (
      select from core.external_ids x where x.entity = {entity} and x.entity_id = o.id
        and x.superseded_at is null and x.origin is not null) as derived
  from {owner} o
  where %(private)s
)

-- name: photo
-- Fragment: the first photo of p, small.
(select {thumbnail} from {photo_of_person})

-- name: poster
-- Fragment: the first poster of show s, small.
(select {thumbnail} from {poster_of_show})

-- name: attribution
-- Fragment: who has to be named, IMDb only with values of theirs.
case when exists (select from imdb where rating is not null or derived)
  then %(with_imdb)s::json else %(attribution)s::json end

-- name: instant
-- Fragment: how a moment is written, in UTC whatever the session's time zone is.
'YYYY-MM-DD"T"HH24:MI:SS.US"Z"'

-- name: page
-- Fragment: the rows of `chosen` (one more than fit on a page), numbered in their order;
-- `more` says that the last one belongs to the next page.
page as (
  select c.*, row_number() over (order by c.sort_key {direction}, c.id {direction}) n,
    count(*) over () > %(limit)s as more
  from chosen c
)

-- name: fits
-- Fragment: whether row x of `page` is on this page.
x.n <= %(limit)s

-- name: place
-- Fragment: the place where `page` x ends, as key and id; null where it is the last one.
max(to_json(x.sort_key) #>> '{}') filter (where x.n = %(limit)s and x.more)
  as after_key,
max(x.id::text) filter (where x.n = %(limit)s and x.more) as after_id
