-- name: documents
-- How old what is kept of each kind is, and how much of it waits to be asked again.
select source, kind, count(*)::integer, min(checked_at), max(checked_at),
  (count(*) filter (where flagged_at > checked_at))::integer,
  min(expires_at), (count(*) filter (where expires_at <= now()))::integer
from source.documents
group by source, kind
order by source, kind;

-- name: catalogue
-- How much there is of everything, and how much of it lacks something.
select
  (select count(*) from core.shows where tracked and merged_into is null)::integer,
  (select count(*) from core.shows where not tracked)::integer,
  (select count(*) from core.shows s where merged_into is null and not exists (
    select from core.external_ids e where e.entity = 'show' and e.entity_id = s.id
      and e.source = 'tmdb' and e.superseded_at is null))::integer,
  (select count(*) from core.shows where missing_since is not null)::integer,
  (select count(*) from core.seasons where missing_since is null)::integer,
  (select count(*) from core.episodes where missing_since is null)::integer,
  (select count(*) from core.credits where missing_since is null)::integer,
  (select count(*) from core.people)::integer,
  (select count(*) from core.people where details_at is null)::integer,
  (select count(*) from core.show_watch_providers where ended_at is null)::integer,
  (select count(*) from core.media_assets where confirmed_at is not null)::integer;

-- name: changes
-- How far the lists of changes are read.
select kind, read_until, asked_at from ops.change_cursors order by kind;

-- name: datasets
-- Which of IMDb's files were imported, and when.
select name, bytes, imported_at from source.imdb_files order by name;

-- name: questions
-- What waits for a person.
select kind, count(*)::integer, min(asked_at) from ops.review_items
where decided_at is null group by kind order by kind;

-- name: runs
-- The latest run of each command.
select distinct on (command) command, started_at, finished_at, outcome
from ops.runs order by command, started_at desc;
