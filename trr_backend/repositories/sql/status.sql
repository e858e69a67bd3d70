-- name: documents
-- How old what is kept of each kind is, and how much of it waits to be asked again:
-- what a list of changes has named, and what is older than its age. Of shows that are
-- not followed nothing is asked again, nor of people in those alone.
with ages as (
  select * from json_to_recordset(%(ages)s::json)
    as a (source text, kind text, age interval, airing interval, spread integer)
),
followed as (
  select e.source, e.id as key, coalesce(s.in_production, false) as in_production
  from core.shows s
  join core.external_ids e on e.entity = 'show' and e.entity_id = s.id
    and e.source in ('tmdb', 'imdb') and e.superseded_at is null
  where s.tracked and s.merged_into is null
),
credited as (
  select e.id as key from core.external_ids e
  where e.entity = 'person' and e.source = 'tmdb' and e.superseded_at is null
    and e.entity_id in (select c.person_id from core.credits c
      join core.shows s on s.id = c.show_id and s.tracked and s.merged_into is null
      where c.missing_since is null)
),
kept as (
  select d.source, d.kind, d.checked_at, d.expires_at,
    (f.key is not null or c.key is not null) and (d.flagged_at > d.checked_at
      or d.checked_at <= now() - case when f.in_production then a.airing
        else a.age - make_interval(secs => case when a.spread > 0 then
          coalesce(d.part_of, d.key)::bigint * 7919 %% a.spread else 0 end) end) as due
  from source.documents d
  left join ages a on a.source = d.source and a.kind = d.kind
  left join followed f on f.source = d.source and f.key = coalesce(d.part_of, d.key)
    and a.kind <> 'person'
  left join credited c on c.key = d.key and a.kind = 'person'
)
select source, kind, count(*)::integer, min(checked_at), max(checked_at),
  (count(*) filter (where due))::integer, min(expires_at),
  (count(*) filter (where expires_at <= now()))::integer
from kept
group by source, kind
order by source, kind;

-- name: catalogue
-- How much there is of everything, and how much of it lacks something. What nobody asked
-- about yet comes last: shows to be found (those in question wait for a person), shows
-- without details, and whom shows that are followed credit.
select
  (select count(*) from core.shows where tracked and merged_into is null)::integer,
  (select count(*) from core.shows where not tracked)::integer,
  (select count(*) from core.shows s where merged_into is null and not exists (
    select from core.external_ids e where e.entity = 'show' and e.entity_id = s.id
      and e.source = 'tmdb' and e.superseded_at is null))::integer,
  (select count(*) from core.shows where missing_since is not null)::integer,
  (select count(*) from core.shows where tracked and merged_into is null
    and slug is null and exists (select from core.external_ids e
      where e.entity = 'show' and e.entity_id = shows.id and e.source = 'tmdb'
        and e.superseded_at is null))::integer,
  (select count(*) from core.seasons where missing_since is null)::integer,
  (select count(*) from core.episodes where missing_since is null)::integer,
  (select count(*) from core.credits where missing_since is null)::integer,
  (select count(*) from core.people)::integer,
  (select count(*) from core.people where details_at is null)::integer,
  (select count(*) from core.show_watch_providers where ended_at is null)::integer,
  (select count(*) from core.media_assets a where confirmed_at is not null
    and exists (select from core.media_links l
      where l.sha256 = a.sha256 and l.linked_at is not null))::integer,
  ((select count(*) from core.shows s left join core.external_ids e
      on e.entity = 'show' and e.entity_id = s.id and e.source = 'tmdb'
        and e.superseded_at is null
    where s.tracked and s.merged_into is null and s.missing_since is null
      and case when e.id is not null then s.slug is null else not exists (
        select from ops.review_items r where r.kind = 'resolve-tmdb-ids'
          and r.entity = 'show' and r.entity_id = s.id) end)
    + (select count(*) from core.people p
      where p.details_at is null and p.missing_since is null
        and exists (select from core.external_ids e where e.entity = 'person'
          and e.entity_id = p.id and e.source = 'tmdb' and e.superseded_at is null)
        and exists (select from core.credits c join core.shows s on s.id = c.show_id
          and s.tracked and s.merged_into is null
          where c.person_id = p.id and c.missing_since is null)))::integer;

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

-- name: pictures
-- What is known of each source's pictures, by their paths: kept ones, their smaller
-- copies, others that are listed, and those that were refused and are tried again.
with paths as (
  select l.source, l.source_path, min(l.linked_at) filter (where a.sha256 is not null)
    as first_at, max(l.linked_at) filter (where a.sha256 is not null) as last_at,
    min(l.retry_at) filter (where l.refused is not null) as retry_at
  from core.media_links l
  left join core.media_assets a on a.sha256 = l.sha256 and l.linked_at is not null
    and a.confirmed_at is not null
  group by l.source, l.source_path
),
kept as materialized (
  select l.source, a.sha256 from core.media_links l
  join core.media_assets a on a.sha256 = l.sha256 and a.confirmed_at is not null
  where l.linked_at is not null group by l.source, a.sha256
),
counted as (select source, count(*) as kept from kept group by source),
copied as (
  select k.source, count(distinct v.variant_sha256) as copies from kept k
  join core.media_variants v on v.sha256 = k.sha256
  join core.media_assets b on b.sha256 = v.variant_sha256 and b.confirmed_at is not null
  group by k.source
)
select p.source, coalesce(max(n.kept), 0)::integer, min(p.first_at), max(p.last_at),
  coalesce(max(c.copies), 0)::integer,
  count(*) filter (where p.first_at is null and p.retry_at is null)::integer,
  count(*) filter (where p.retry_at is not null)::integer,
  count(*) filter (where p.retry_at > now())::integer,
  min(p.retry_at)
from paths p left join counted n on n.source = p.source
left join copied c on c.source = p.source
group by p.source order by p.source;

-- name: imdb_rows
-- How many titles and people are known from each of IMDb's sources.
select source, sum(titles)::integer, sum(names)::integer from (
  select source, count(*) as titles, 0 as names from core.imdb_titles
  where missing_since is null group by source
  union all
  select source, 0, count(*) from core.imdb_names
  where missing_since is null group by source) t
group by source order by source;

-- name: wikis
-- What each wiki is known for, and when its changes were read last.
select w.name,
  (select count(*) from core.show_wikis s where s.wiki_id = w.id)::integer,
  (count(p.id) filter (where p.missing_since is null))::integer,
  (count(p.id) filter (where p.missing_since is not null))::integer,
  (count(p.id) filter (where p.stale))::integer,
  (count(p.id) filter (where u.page_id is null))::integer,
  (count(distinct u.entity_id) filter (where u.entity = 'person'))::integer,
  coalesce(sum(f.facts), 0)::integer, coalesce(sum(l.entries), 0)::integer,
  w.licence, w.is_free, r.changes_at
from core.wikis w
left join ops.wiki_reads r on r.wiki_id = w.id
left join core.wiki_pages p on p.wiki_id = w.id
left join core.wiki_subjects u on u.page_id = p.id
left join (
  select page_id, count(*) as facts from (
    select page_id from core.person_facts where missing_since is null
    union all select page_id from core.show_facts where missing_since is null) x
  group by page_id
) f on f.page_id = p.id
left join (
  select page_id, count(*) as entries from core.season_ledger
  where missing_since is null group by page_id
) l on l.page_id = p.id
group by w.id, r.changes_at order by w.created_at, w.name;

-- name: runs
-- The latest run of each command that was begun.
select distinct on (r.command) r.command, r.started_at, r.finished_at, r.outcome,
  (select count(*) from ops.run_items i
    where i.run_id = r.id and i.outcome = 'failed')::integer
from ops.runs r
where r.queued_at is null or r.begun_at is not null or r.finished_at is not null
order by r.command, r.started_at desc;

-- name: webhooks
-- How many are told of changes, and how many of these are not well.
select count(*)::integer,
  (count(*) filter (where disabled_at is null and failing_since is not null))::integer,
  (count(*) filter (where disabled_at is not null))::integer
from ops.webhooks;

-- name: feed
-- How many changes can be read, and from when they are.
select count(*)::integer, min(at), max(at) from ops.events where seq is not null;
