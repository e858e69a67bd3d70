-- name: due_series
-- Series of which the official API said something that no answer within the licence
-- supports: the title's own answer seals a round of questions, whose first answers are
-- older by up to %(round)s.
select t.id from (
  select series_id as id from core.imdb_episodes where source = 'imdb-api'
  union
  select i.id from core.imdb_titles i where i.source = 'imdb-api'
    and not exists (select from core.imdb_episodes e where e.id = i.id)
) t
where (%(id)s::text is null or t.id = %(id)s) and not exists (
  select from source.documents d where d.source = 'imdb' and d.kind = 'title'
    and d.key = t.id and d.expires_at - %(round)s::interval > now())
order by t.id;

-- name: titles
-- A series and its episodes.
select array[%(id)s] || coalesce(array_agg(id), '{}') from core.imdb_episodes
where series_id = %(id)s;

-- name: concerned
-- The shows and people about whom IMDb says something: of these ids, or any.
select 'show', s.id, s.name from core.shows s
join core.external_ids e on e.entity = 'show' and e.entity_id = s.id
  and e.source = 'imdb'
where (%(ids)s::text[] is null or e.id = any(%(ids)s))
  and exists (select from core.imdb_titles t where t.id = e.id)
union
select 'person', p.id, p.name from core.people p
join core.external_ids e on e.entity = 'person' and e.entity_id = p.id
  and e.source = 'imdb'
where (%(ids)s::text[] is null or e.id = any(%(ids)s))
  and exists (select from core.imdb_names n where n.id = e.id);

-- name: forget_rows
-- Rows of these titles, as the official API said them.
delete from {table} where source = 'imdb-api' and {owner} = any(%(ids)s);

-- name: unnamed
-- People whom no title names any more.
select n.id from core.imdb_names n where n.source = 'imdb-api'
  and not exists (select from core.imdb_principals p where p.name_id = n.id)
  and not exists (select from core.imdb_crew c where c.name_id = n.id)
order by n.id;

-- name: forget_digests
-- What was written of them; another source may say it anew.
delete from source.imdb_digests where id = any(%(ids)s) and source = 'imdb-api';

-- name: forget_ids
-- Ids that were derived from it.
delete from core.external_ids
where source = 'imdb' and origin = 'imdb-api' and id = any(%(ids)s);

-- name: forget_round
-- The answer that sealed the round, and whatever of it is past the limit.
delete from source.documents where source = 'imdb'
  and (kind = 'title' and key = %(id)s or part_of = %(id)s
    and expires_at - %(round)s::interval <= now());

-- name: forget_files
-- The next import reads the datasets' files again.
delete from source.imdb_files;

-- name: forget_all_rows
-- A table as a whole.
delete from {table};

-- name: forget_all_ids
-- Whatever was derived from what IMDb said.
delete from core.external_ids where origin in ('imdb-api', 'imdb-datasets');

-- name: forget_all_digests
-- Nothing has been written of any title.
delete from source.imdb_digests;

-- name: is_empty
-- Whether nothing of it is kept, documents apart.
select not (exists (select from core.imdb_titles)
  or exists (select from core.imdb_episodes) or exists (select from core.imdb_akas)
  or exists (select from core.imdb_principals) or exists (select from core.imdb_crew)
  or exists (select from core.imdb_ratings) or exists (select from core.imdb_names)
  or exists (select from source.imdb_digests)
  or exists (select from source.imdb_files)
  or exists (select from core.external_ids
    where origin in ('imdb-api', 'imdb-datasets')));
