-- name: shows
-- The shows of which both we and IMDb have episodes or people, tracked or named.
select s.id, s.name, e.id
from core.shows s
join core.external_ids e on e.entity = 'show' and e.entity_id = s.id
  and e.source = 'imdb' and e.superseded_at is null
where s.id = any(%(ids)s)
  and exists (select from core.imdb_titles t where t.id = e.id)
order by s.created_at, s.id;

-- name: our_episodes
-- The show's episodes with the IMDb id that they have.
select p.id, n.id, n.season_number, p.episode_number, p.name, p.air_date, e.id
from core.episodes p
join core.seasons n on n.id = p.season_id
left join core.external_ids e on e.entity = 'episode' and e.entity_id = p.id
  and e.source = 'imdb' and e.superseded_at is null
where p.show_id = %(show_id)s and p.missing_since is null and n.missing_since is null
order by n.season_number, p.episode_number, p.id;

-- name: their_episodes
-- The series' episodes as IMDb has them, the main title first, then the others.
select p.id, p.season_number, p.episode_number,
  array_remove(array[t.name, t.original_name], null)
    || array(select a.title from core.imdb_akas a
      where a.title_id = p.id and a.missing_since is null order by a.ordering),
  t.start_year
from core.imdb_episodes p
left join core.imdb_titles t on t.id = p.id and t.missing_since is null
where p.series_id = %(series_id)s and p.missing_since is null
order by p.id;

-- name: shifts
-- By what a person said that IMDb's numbers in a season differ from ours.
select n.id, (r.decision ->> 'shift')::integer
from ops.review_items r
join core.seasons n on n.id = r.entity_id
where r.kind = 'imdb-episode' and r.entity = 'season' and r.decision ? 'shift'
  and n.show_id = %(show_id)s;

-- name: our_people
-- People credited in the show whose own answer has come and names no IMDb id.
select p.id, p.name, extract(year from p.birthday)::integer
from core.people p
where p.details_at is not null and p.missing_since is null
  and exists (select from core.credits c where c.person_id = p.id
    and c.show_id = %(show_id)s and c.missing_since is null)
  and not exists (select from core.external_ids e where e.entity = 'person'
    and e.entity_id = p.id and e.source = 'imdb' and e.superseded_at is null)
order by p.id;

-- name: their_people
-- People whom IMDb names in the series or its episodes, and who are none of ours.
select n.id, n.name, n.birth_year
from core.imdb_names n
where n.missing_since is null and n.name is not null
  and n.id in (
    select x.name_id
    from (
      select %(series_id)s::text as id
      union all
      select p.id from core.imdb_episodes p
      where p.series_id = %(series_id)s and p.missing_since is null
    ) t
    cross join lateral (
      select c.name_id from core.imdb_principals c
      where c.title_id = t.id and c.missing_since is null
      union all
      select c.name_id from core.imdb_crew c
      where c.title_id = t.id and c.missing_since is null
    ) x
  )
  and not exists (select from core.external_ids e
    where e.entity = 'person' and e.source = 'imdb' and e.id = n.id)
order by n.id;

-- name: attach
-- Gives episodes their IMDb ids, marked with whose data they come from; an id that
-- another episode has stays there, and so does another id of the same episode. What a
-- person has refused is not given.
insert into core.external_ids (entity, entity_id, source, id, origin)
select 'episode', m.episode_id, 'imdb', m.imdb_id, p.source
from unnest(%(episode_ids)s::uuid[], %(imdb_ids)s::text[]) as m (episode_id, imdb_id)
join core.imdb_episodes p on p.id = m.imdb_id
where not exists (select from ops.review_items r
  where r.kind = 'imdb-episode' and r.entity = 'episode'
    and r.entity_id = m.episode_id and r.decision @> '{"same": false}'
    and r.candidates @> jsonb_build_array(jsonb_build_object('imdb_id', m.imdb_id)))
order by m.imdb_id
on conflict do nothing
returning entity_id, id;

-- name: free
-- Takes the id from the episode that has it, and another id from the episode that is to
-- have it; returns both with their episodes.
delete from core.external_ids
where entity = 'episode' and source = 'imdb'
  and (id = %(imdb_id)s and entity_id <> %(id)s
    or id <> %(imdb_id)s and entity_id = %(id)s)
returning entity_id, id;

-- name: is_stored
-- Whether IMDb's episode is here.
select from core.imdb_episodes where id = %(imdb_id)s;

-- name: decided
-- Which of these ids are certain episodes' by an answer.
select decision ->> 'imdb_id', entity_id from ops.review_items
where kind = 'imdb-episode' and decision ->> 'imdb_id' = any(%(ids)s);

-- name: attach_person
-- Gives a person an IMDb id, marked with whose data it comes from; no row where one of
-- the two has another.
insert into core.external_ids (entity, entity_id, source, id, origin)
select 'person', %(id)s, 'imdb', n.id, n.source from core.imdb_names n
where n.id = %(imdb_id)s
on conflict do nothing
returning id;

-- name: settle
-- Nobody needs to be asked about an episode that has its id by now.
update ops.review_items r
set decided_at = now(), decision = jsonb_build_object('imdb_id', m.imdb_id,
  'reason', 'number, title and year agree by now')
from unnest(%(episode_ids)s::uuid[], %(imdb_ids)s::text[]) as m (episode_id, imdb_id)
where r.kind = 'imdb-episode' and r.entity = 'episode' and r.entity_id = m.episode_id
  and r.decided_at is null;

-- name: drop_taken
-- Questions about episodes whose candidates are all other episodes' by now: there is
-- nothing left to decide.
delete from ops.review_items r
where r.kind = 'imdb-episode' and r.entity = 'episode' and r.decided_at is null
  and r.candidates @? '$[*].imdb_id' and not exists (
    select from jsonb_array_elements(r.candidates) c where not exists (
      select from core.external_ids e where e.entity = 'episode' and e.source = 'imdb'
        and e.id = c ->> 'imdb_id' and e.entity_id <> r.entity_id));

-- name: drop_seasons
-- Questions about seasons of a show that are in doubt no more.
delete from ops.review_items r
using core.seasons n
where r.kind = 'imdb-episode' and r.entity = 'season' and r.decided_at is null
  and n.id = r.entity_id and n.show_id = %(show_id)s and n.id <> all(%(ids)s::uuid[]);

-- name: drop_taken_person
-- Questions whether somebody else is this person of IMDb's, or this one somebody else.
delete from ops.review_items r
where r.kind = 'same-person' and r.entity = 'person' and r.decided_at is null
  and (r.subject = 'imdb:' || %(imdb_id)s
    or r.entity_id = %(id)s and r.subject like 'imdb:%%');
