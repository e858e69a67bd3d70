-- name: due
-- The ids whose digest is not what this source last brought. What the API said is not
-- due for the datasets.
select g.id
from unnest(%(ids)s::text[], %(digests)s::text[]) as g (id, digest)
left join source.imdb_digests d on d.id = g.id
where (d.source, d.digest) is distinct from (%(source)s::text, g.digest)
  and not (%(source)s = 'imdb-datasets' and d.source is not distinct from 'imdb-api');

-- name: left_to_api
-- How many of these titles are as the API said, which the datasets leave alone.
select count(*)::integer from source.imdb_digests
where id = any(%(ids)s) and source = 'imdb-api';

-- name: keep_digests
-- What was written of these ids now.
insert into source.imdb_digests (id, source, digest)
select g.id, %(source)s, g.digest
from unnest(%(ids)s::text[], %(digests)s::text[]) as g (id, digest)
on conflict (id) do update set source = excluded.source, digest = excluded.digest;

-- name: current_rows
-- How many rows of each part are current.
select 'titles', count(*) from core.imdb_titles where missing_since is null
union all
select 'episodes', count(*) from core.imdb_episodes where missing_since is null
union all
select 'akas', count(*) from core.imdb_akas where missing_since is null
union all
select 'principals', count(*) from core.imdb_principals where missing_since is null
union all
select 'crew', count(*) from core.imdb_crew where missing_since is null
union all
select 'ratings', count(*) from core.imdb_ratings where missing_since is null
union all
select 'names', count(*) from core.imdb_names where missing_since is null;

-- name: tracked_series
-- The IMDb ids of the tracked shows.
select e.id
from core.external_ids e
join core.shows s on s.id = e.entity_id
where e.entity = 'show' and e.source = 'imdb' and e.superseded_at is null
  and s.tracked and s.merged_into is null
order by e.id;

-- name: stored_titles
-- What is stored of these series: themselves and their episodes, also those that are
-- gone, because they may come back.
select t.id from core.imdb_titles t where t.id = any(%(ids)s)
union
select e.id from core.imdb_episodes e where e.series_id = any(%(ids)s)
order by 1;

-- name: concerned
-- The shows and people that these ids of titles and names are about.
select i.id, 'show', s.id, s.name
from unnest(%(ids)s::text[]) as i (id)
left join core.imdb_episodes p on p.id = i.id
join core.external_ids e on e.entity = 'show' and e.source = 'imdb'
  and e.id = coalesce(p.series_id, i.id)
join core.shows s on s.id = e.entity_id
union all
select i.id, 'person', p.id, p.name
from unnest(%(ids)s::text[]) as i (id)
join core.external_ids e on e.entity = 'person' and e.source = 'imdb' and e.id = i.id
join core.people p on p.id = e.entity_id;

-- name: load_files
-- The files of the last import.
select name, url, etag, bytes, wanted_digest from source.imdb_files;

-- name: keep_file
-- A file was imported.
insert into source.imdb_files (name, url, etag, bytes, wanted_digest, imported_at)
values (%(name)s, %(url)s, %(etag)s, %(bytes)s, %(wanted)s, %(at)s)
on conflict (name) do update set url = excluded.url, etag = excluded.etag,
  bytes = excluded.bytes, wanted_digest = excluded.wanted_digest,
  imported_at = excluded.imported_at;
