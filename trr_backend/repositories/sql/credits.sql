-- name: words
-- What persons decided about credits of a show; a null value keeps the field empty.
select c.scope_id, c.source_key, o.field, o.value
from core.overrides o
join core.credits c on c.id = o.entity_id
where o.entity = 'credit' and c.show_id = %(show_id)s and c.source = 'tmdb';

-- name: mark_with_parts
-- Nobody is credited for a season or an episode that is gone; the credit is kept with it.
update core.credits c set missing_since = %(at)s
where c.show_id = %(show_id)s and c.source = 'tmdb' and c.missing_since is null
  and c.scope_id <> all(%(scopes)s) and (
    c.episode_id in (select e.id from core.episodes e
      where e.show_id = %(show_id)s and e.missing_since is not null)
    or c.season_id in (select s.id from core.seasons s
      where s.show_id = %(show_id)s and s.missing_since is not null))
returning c.person_id;

-- name: people_of
-- These people, and whose credits of these keys are, by name.
select p.id, p.name from core.people p
where p.id = any(%(people)s) or p.id in (
  select c.person_id
  from unnest(%(scopes)s::uuid[], %(keys)s::text[]) as k (scope_id, source_key)
  join core.credits c on c.scope_id = k.scope_id and c.source_key = k.source_key
    and c.source = 'tmdb')
order by p.name, p.id;

-- name: namesakes
-- People of one name who are credited in one show now, two by two, the lower TMDb id
-- first. IMDb tells two apart where it knows both; of whom a question is asked already,
-- open or decided, no other is asked.
with credited as (
  select p.id, p.name, core.folded(p.name) as folded,
    (select e.id from core.external_ids e where e.entity = 'person'
      and e.entity_id = p.id and e.source = 'tmdb' and e.superseded_at is null) tmdb_id,
    exists (select from core.external_ids e where e.entity = 'person'
      and e.entity_id = p.id and e.source = 'imdb' and e.superseded_at is null) in_imdb
  from core.people p
  where p.id in (select c.person_id from core.credits c
    where c.show_id = %(show_id)s and c.missing_since is null)
)
select a.id, a.name, a.tmdb_id, b.id, b.name, b.tmdb_id
from credited a
join credited b on a.folded = b.folded and a.tmdb_id::bigint < b.tmdb_id::bigint
where not (a.in_imdb and b.in_imdb) and not exists (
  select from ops.review_items r where r.kind = 'same-person' and r.entity = 'person'
    and (r.entity_id = a.id and r.subject = b.id::text
      or r.entity_id = b.id and r.subject = a.id::text))
order by a.folded, a.tmdb_id::bigint, b.tmdb_id::bigint;

-- name: person_of
-- Whose a credit is.
select p.id, p.name from core.credits c join core.people p on p.id = c.person_id
where c.id = %(id)s;
