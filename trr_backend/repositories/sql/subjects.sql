-- name: season
-- A season by its number, one that the source still names first.
select l.id, l.label
from core.seasons s join ops.labels l on l.entity = 'season' and l.id = s.id
where s.show_id = %(show)s and s.season_number = %(season)s
order by s.missing_since is not null, s.missing_since desc, s.id limit 1;

-- name: episode
-- An episode by its season's and its own number, one that the source still names first.
select l.id, l.label
from core.episodes e
join core.seasons s on s.id = e.season_id
join ops.labels l on l.entity = 'episode' and l.id = e.id
where e.show_id = %(show)s and s.season_number = %(season)s
  and e.episode_number = %(episode)s
order by e.missing_since is not null, e.missing_since desc, e.id limit 1;

-- name: person
-- A person by our id or an upstream's, redirects followed.
select l.id, l.label
from (
  select %(id)s::uuid as id
  union all
  select e.entity_id from core.external_ids e where e.entity = 'person'
    and e.source = %(source)s::text and e.id = %(external_id)s::text
) f
left join core.redirects r on r.entity = 'person' and r.from_id = f.id
join ops.labels l on l.entity = 'person' and l.id = coalesce(r.to_id, f.id)
limit 1;

-- name: by_id
-- An entity by our id.
select l.id, l.label from ops.labels l where l.entity = %(entity)s and l.id = %(id)s;

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
