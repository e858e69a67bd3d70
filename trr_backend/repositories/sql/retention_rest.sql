-- name: forget_documents
-- Documents past the limit, whatever they are about, or all of a source.
delete from source.documents
where source = %(source)s and (%(all)s or expires_at <= now());

-- name: forget_ended_offers
-- Offers that ended so long ago that nothing has confirmed them since.
with gone as (
  delete from core.show_watch_providers where ended_at <= now() - %(keep)s::interval
  returning show_id
)
select g.show_id, s.name, count(*)::integer from gone g
join core.shows s on s.id = g.show_id group by g.show_id, s.name order by g.show_id;

-- name: forget_vanished
-- Rows of a table that the source has not named for so long.
with gone as (
  delete from {table} where missing_since <= now() - %(keep)s::interval
  returning {owner}
)
select g.{owner}, o.name, count(*)::integer from gone g
join {owners} o on o.id = g.{owner} group by g.{owner}, o.name order by g.{owner};

-- name: unused
-- Entities of a kind that no show points to any more.
delete from {table} n
where not exists (select from {links} l where l.{member} = n.id)
returning n.id, n.name;

-- name: forget_candidates
-- What questions told that were decided long ago: the decisions stay.
update ops.review_items set candidates = '[]', reason = 'decided; what was asked is gone'
where decided_at is not null and kind <> 'wiki-page'
  and (%(all)s or greatest(asked_at, decided_at) <= now() - %(keep)s::interval)
  and (kind = 'imdb-episode' or subject like 'imdb:%%') = (%(source)s = 'imdb')
  and (candidates <> '[]' or reason <> 'decided; what was asked is gone');

-- name: forget_names
-- The same of questions whose page of a wiki one is: whom it is not about is remembered,
-- by our own ids.
update ops.review_items r set reason = 'decided; what was asked is gone', candidates = (
  select coalesce(jsonb_agg(jsonb_build_object('entity', c -> 'entity', 'id', c -> 'id')
    order by n), '[]') from jsonb_array_elements(r.candidates) with ordinality t (c, n))
where r.decided_at is not null and r.kind = 'wiki-page'
  and (%(all)s or greatest(r.asked_at, r.decided_at) <= now() - %(keep)s::interval)
  and r.reason <> 'decided; what was asked is gone';

-- name: forget_questions
-- Open questions that a source raised.
delete from ops.review_items where decided_at is null
  and (kind = 'imdb-episode' or subject like 'imdb:%%') = (%(source)s = 'imdb');

-- name: forget_told
-- What runs told of single items, by name; that they ran, and how they ended, stays.
with items as (
  delete from ops.run_items i using ops.runs r where r.id = i.run_id
    and r.finished_at is not null
    and (%(all)s or r.finished_at <= now() - %(keep)s::interval)
)
update ops.runs set summary = null where summary is not null
  and finished_at is not null
  and (%(all)s or finished_at <= now() - %(keep)s::interval);

-- name: forget_words
-- Words that no name has any more: two transactions that took the last names of one at
-- the same time left it to each other.
delete from core.search_vocabulary v where not exists (
  select from core.search_names n, unnest(tsvector_to_array(n.lexemes)) l (word)
  where l.word = v.word);
