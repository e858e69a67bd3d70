-- name: ask
-- A question for a person. The same question again only renews its candidates, and one
-- that is decided stays so. Returns whether it waits.
with asked as (
  insert into ops.review_items as r
    (kind, entity, entity_id, subject, reason, candidates, confidence)
  values (%(kind)s, %(entity)s, %(entity_id)s, %(subject)s, %(reason)s, %(candidates)s,
    %(confidence)s)
  on conflict (kind, entity, entity_id, subject) do update set
    reason = excluded.reason, candidates = excluded.candidates,
    confidence = excluded.confidence
  where r.decided_at is null and (r.reason, r.candidates, r.confidence)
    is distinct from (excluded.reason, excluded.candidates, excluded.confidence)
)
select not exists (select from ops.review_items r
  where r.kind = %(kind)s and r.entity = %(entity)s and r.entity_id = %(entity_id)s
    and r.subject = %(subject)s and r.decided_at is not null);

-- name: id
-- Which question that is.
select id from ops.review_items
where kind = %(kind)s and entity = %(entity)s and entity_id = %(entity_id)s
  and subject = %(subject)s;

-- name: ask_again
-- There is a candidate that nobody has refused yet; what was refused is remembered.
update ops.review_items set decided_at = null
where kind = %(kind)s and entity = %(entity)s and entity_id = %(entity_id)s
  and subject = %(subject)s and decided_at is not null and decision ? 'refused';

-- name: refused_series
-- The TMDb series that a show is not, as a person has said: as a candidate, or of two
-- shows of ours.
select r.id::bigint
from ops.review_items q, jsonb_array_elements_text(q.decision -> 'refused') r (id)
where q.kind = %(kind)s and q.entity = 'show' and q.entity_id = %(show_id)s
union
select e.id::bigint
from ops.review_items q
join core.external_ids e on e.entity = 'show' and e.source = 'tmdb'
  and e.entity_id::text = case when q.entity_id = %(show_id)s then q.subject
    else q.entity_id::text end
where q.kind = 'same-show' and q.decision @> '{"same": false}'
  and (q.entity_id = %(show_id)s or q.subject = %(show_id)s::text);

-- name: open
-- What waits for a person and can be decided now.
select r.id, r.kind, r.entity, r.entity_id, l.label, r.subject, r.reason, r.candidates,
  r.confidence, r.asked_at, r.decided_at
from ops.review_items r
join ops.labels l on l.entity = r.entity and l.id = r.entity_id
where r.decided_at is null and (%(kind)s::text is null or r.kind = %(kind)s)
  and not exists (select from core.shows s where r.entity = 'show'
    and s.id = r.entity_id and s.merged_into is not null)
order by r.kind, r.confidence desc nulls last, r.asked_at, r.id;

-- name: named
-- Questions whose id begins like this.
select r.id, r.kind, r.entity, r.entity_id, l.label, r.subject, r.reason, r.candidates,
  r.confidence, r.asked_at, r.decided_at
from ops.review_items r
join ops.labels l on l.entity = r.entity and l.id = r.entity_id
where r.id::text like %(prefix)s order by r.id limit 100;

-- name: decide
-- The answer. What was refused of a question before stays refused.
update ops.review_items r set decided_at = now(), decision = case
  when r.decision ? 'refused' and %(decision)s::jsonb ? 'refused'
  then jsonb_set(%(decision)s::jsonb, '{refused}',
    (r.decision -> 'refused') || (%(decision)s::jsonb -> 'refused'))
  else %(decision)s::jsonb end
where r.id = %(id)s and r.decided_at is null
returning r.id;

-- name: close_successor
-- Which series a lost show is now is known. What was refused stays so; a decision that
-- names the refused may be asked again.
update ops.review_items r set decided_at = now(),
  decision = coalesce(r.decision, '{}') || jsonb_build_object(
    'refused', coalesce(r.decision -> 'refused', '[]'),
    'tmdb_id', %(tmdb_id)s::bigint, 'reason', %(reason)s::text)
where r.kind = 'successor' and r.entity = 'show' and r.entity_id = %(show_id)s
  and r.decided_at is null;
