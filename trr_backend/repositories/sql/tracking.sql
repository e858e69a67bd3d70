-- name: follow
-- Tracks a show or stops it; no row where it is so already.
update core.shows set tracked = %(tracked)s
where id = %(id)s and tracked <> %(tracked)s
returning id;

-- name: family
-- A show and those that were merged into it, held until the commit.
with recursive family as (
  select %(id)s::uuid as id
  union
  select s.id from core.shows s join family f on s.merged_into = f.id
)
select s.id, s.name from core.shows s join family f using (id)
order by s.id for update of s;

-- name: counts
-- What goes with shows.
select (select count(*) from core.seasons where show_id = any(%(ids)s)),
  (select count(*) from core.episodes where show_id = any(%(ids)s)),
  (select count(*) from core.credits where show_id = any(%(ids)s)),
  (select count(*) from core.list_items where show_id = any(%(ids)s));

-- name: forget_pictures
-- Which pictures show them, or their seasons and episodes, and which persons chose.
with owners as (
  select id from core.shows where id = any(%(ids)s)
  union all select id from core.seasons where show_id = any(%(ids)s)
  union all select id from core.episodes where show_id = any(%(ids)s)
),
pins as (
  delete from core.media_pins where entity in ('show', 'season', 'episode')
    and entity_id in (select id from owners)
)
delete from core.media_links where entity in ('show', 'season', 'episode')
  and entity_id in (select id from owners);

-- name: forget_questions
-- What was asked, or decided, about them and their parts.
delete from ops.review_items r
where r.entity_id = any(%(ids)s) or r.subject = any(%(ids)s::text[])
  or r.entity = 'season' and r.entity_id in
    (select id from core.seasons where show_id = any(%(ids)s))
  or r.entity = 'episode' and r.entity_id in
    (select id from core.episodes where show_id = any(%(ids)s));

-- name: forget_imdb_titles
-- What IMDb says of them and their episodes.
with series as (
  select id from core.external_ids where entity = 'show' and source = 'imdb'
    and entity_id = any(%(ids)s)
),
titles as (
  select id from series
  union
  select e.id from core.imdb_episodes e join series s on s.id = e.series_id
),
akas as (delete from core.imdb_akas where title_id in (select id from titles)),
principals as (
  delete from core.imdb_principals where title_id in (select id from titles)
),
crew as (delete from core.imdb_crew where title_id in (select id from titles)),
ratings as (delete from core.imdb_ratings where title_id in (select id from titles)),
digests as (
  delete from source.imdb_digests where id in (select id from titles)
),
episodes as (delete from core.imdb_episodes where id in (select id from titles))
delete from core.imdb_titles where id in (select id from titles);

-- name: forget_imdb_names
-- What IMDb says of people whom no title names any more.
with digests as (
  delete from source.imdb_digests d using core.imdb_names n where d.id = n.id
    and not exists (select from core.imdb_principals p where p.name_id = n.id)
    and not exists (select from core.imdb_crew c where c.name_id = n.id)
)
delete from core.imdb_names n
where not exists (select from core.imdb_principals p where p.name_id = n.id)
  and not exists (select from core.imdb_crew c where c.name_id = n.id);

-- name: forget_documents
-- What upstreams said of them, and by which ids they were looked up.
delete from source.documents d using core.external_ids e
where e.entity = 'show' and e.entity_id = any(%(ids)s)
  and (e.source = 'tmdb' and d.source = 'tmdb'
      and (d.kind = 'tv' and d.key = e.id or d.part_of = e.id)
    or e.source = 'imdb' and (d.kind = 'find' and d.key = e.id
      or d.source = 'imdb' and (d.kind = 'title' and d.key = e.id or d.part_of = e.id)));

-- name: forget_marks
-- Which documents were used for them.
delete from source.applied where entity_id = any(%(ids)s);

-- name: forget_overrides
-- What persons decided about them.
delete from core.overrides where entity = 'show' and entity_id = any(%(ids)s);

-- name: forget_ids
-- Their ids.
delete from core.external_ids where entity = 'show' and entity_id = any(%(ids)s);

-- name: forget_merges
-- What was merged with them.
delete from ops.merges where from_id = any(%(ids)s) or to_id = any(%(ids)s);

-- name: forget_redirects
-- What led to them leads nowhere.
delete from core.redirects
where entity = 'show' and (from_id = any(%(ids)s) or to_id = any(%(ids)s));

-- name: forget_shows
-- The shows, with their places in lists.
delete from core.shows where id = any(%(ids)s);
