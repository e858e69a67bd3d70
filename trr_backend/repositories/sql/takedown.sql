-- name: person_ids
-- Every id that a person has, or has had.
select source, id from core.external_ids
where entity = 'person' and entity_id = %(id)s order by source, id;

-- name: credited_in
-- In which shows a person is credited, and how often.
select s.id, s.name, count(*)::integer
from core.credits c join core.shows s on s.id = c.show_id
where c.person_id = %(id)s
group by s.id, s.name order by s.id;

-- name: forget_decided_credits
-- What persons decided about their credits.
delete from core.overrides o where o.entity = 'credit' and o.entity_id in
  (select id from core.credits where person_id = %(id)s);

-- name: forget_questions
-- What was asked about them, with their name.
delete from ops.review_items r
where r.entity = 'person' and (r.entity_id = %(id)s or r.subject = %(id)s::text
  or r.candidates @> jsonb_build_array(jsonb_build_object('person_id', %(id)s::text))
  or r.candidates @> jsonb_build_array(jsonb_build_object('id', %(id)s::text)));

-- name: forget_redirects
-- What led to them leads nowhere.
delete from core.redirects
where entity = 'person' and (from_id = %(id)s or to_id = %(id)s);

-- name: forget_imdb_principals
-- What IMDb says that they were.
delete from core.imdb_principals where name_id = any(%(ids)s);

-- name: forget_imdb_crew
-- Which jobs IMDb says that they had.
delete from core.imdb_crew where name_id = any(%(ids)s);

-- name: forget_imdb_names
-- What IMDb says of them; its digest is that of an id alone.
with digests as (delete from source.imdb_digests where id = any(%(ids)s))
delete from core.imdb_names where id = any(%(ids)s);

-- name: forget_imdb_questions
-- Whether they are somebody of ours.
delete from ops.review_items r
where r.entity = 'person' and r.kind = 'same-person'
  and r.subject = any(select 'imdb:' || i from unnest(%(ids)s::text[]) i);

-- name: forget_show_texts
-- A fact of a show in other languages.
update core.show_translations set
  overview = case when %(field)s = 'overview' then null else overview end,
  tagline = case when %(field)s = 'tagline' then null else tagline end,
  homepage = case when %(field)s = 'homepage' then null else homepage end
where show_id = %(id)s and %(field)s in ('overview', 'tagline', 'homepage');

-- name: forget_season_texts
-- A fact of a season in other languages.
update core.season_translations set overview = null
where season_id = %(id)s and %(field)s = 'overview';

-- name: forget_episode_texts
-- A fact of an episode in other languages.
update core.episode_translations set overview = null
where episode_id = %(id)s and %(field)s = 'overview';

-- name: naming
-- Documents with an id of a pattern, whatever it is that has it.
select source, kind, key from source.documents
where source = %(source)s and body::text ~ %(pattern)s order by id;

-- name: for_rewriting
-- One document, held until it is rewritten.
select id, url, body::text, etag, licence, fetched_at, checked_at, expires_at, part_of
from source.documents
where source = %(source)s and kind = %(kind)s and key = %(key)s
for update;

-- name: rewrite
-- What is left of a document.
update source.documents set body = %(body)s, sha256 = %(sha256)s
where source = %(source)s and kind = %(kind)s and key = %(key)s;

-- name: forget_run_items
-- What became of them in runs.
delete from ops.run_items
where position(%(label)s in item) > 0 or position(%(label)s in error) > 0;

-- name: telling_runs
-- Runs that told of them.
select id, summary from ops.runs where position(%(label)s in summary::text) > 0;

-- name: retell
-- The run's summary, without them.
update ops.runs set summary = %(summary)s where id = %(id)s;
