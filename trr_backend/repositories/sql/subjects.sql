-- name: show
-- A show by our id, by slug or by an upstream's id, redirects followed.
select s.id, s.name || coalesce((select ' (tmdb:' || e.id || ')'
  from core.external_ids e where e.entity = 'show' and e.entity_id = s.id
    and e.source = 'tmdb' and e.superseded_at is null), '')
from (
  select s.id from core.shows s where s.id = %(id)s::uuid
  union all
  select x.from_id from core.redirects x
  where x.entity = 'show' and x.from_id = %(id)s::uuid
  union all
  select s.id from core.shows s where s.slug = %(slug)s::text
  union all
  select e.entity_id from core.external_ids e where e.entity = 'show'
    and e.source = %(source)s::text and e.id = %(external_id)s::text
) f
left join core.redirects r on r.entity = 'show' and r.from_id = f.id
join core.shows s on s.id = coalesce(r.to_id, f.id)
limit 1;

-- name: season
-- A season by its number, one that the source still names first.
select s.id, w.name || ', season ' || s.season_number
from core.seasons s join core.shows w on w.id = s.show_id
where s.show_id = %(show)s and s.season_number = %(season)s
order by s.missing_since is not null, s.missing_since desc, s.id limit 1;

-- name: season_by_id
-- A season by our id.
select s.id, w.name || ', season ' || s.season_number
from core.seasons s join core.shows w on w.id = s.show_id where s.id = %(id)s;

-- name: episode
-- An episode by its season's and its own number, one that the source still names first.
select e.id, w.name || ', season ' || s.season_number || ' episode '
  || e.episode_number
from core.episodes e
join core.seasons s on s.id = e.season_id
join core.shows w on w.id = e.show_id
where e.show_id = %(show)s and s.season_number = %(season)s
  and e.episode_number = %(episode)s
order by e.missing_since is not null, e.missing_since desc, e.id limit 1;

-- name: episode_by_id
-- An episode by our id.
select e.id, w.name || ', season ' || s.season_number || ' episode '
  || e.episode_number
from core.episodes e
join core.seasons s on s.id = e.season_id
join core.shows w on w.id = e.show_id
where e.id = %(id)s;

-- name: person
-- A person by our id or an upstream's, redirects followed.
select p.id, p.name || coalesce((select ' (tmdb:' || e.id || ')'
  from core.external_ids e where e.entity = 'person' and e.entity_id = p.id
    and e.source = 'tmdb' and e.superseded_at is null), '')
from (
  select %(id)s::uuid as id
  union all
  select e.entity_id from core.external_ids e where e.entity = 'person'
    and e.source = %(source)s::text and e.id = %(external_id)s::text
) f
left join core.redirects r on r.entity = 'person' and r.from_id = f.id
join core.people p on p.id = coalesce(r.to_id, f.id)
limit 1;

-- name: credit
-- A credit by our id.
select c.id, p.name || ' in ' || w.name
from core.credits c
join core.people p on p.id = c.person_id
join core.shows w on w.id = c.show_id
where c.id = %(id)s;

-- name: show_of
-- Which show a season, an episode or a credit belongs to.
select s.show_id from core.seasons s where %(entity)s = 'season' and s.id = %(id)s
union all
select e.show_id from core.episodes e where %(entity)s = 'episode' and e.id = %(id)s
union all
select c.show_id from core.credits c where %(entity)s = 'credit' and c.id = %(id)s
union all
select s.id from core.shows s where %(entity)s = 'show' and s.id = %(id)s;

-- name: tmdb_id
-- The TMDb id that an entity has now.
select id from core.external_ids
where entity = %(entity)s and entity_id = %(id)s and source = 'tmdb'
  and superseded_at is null;
