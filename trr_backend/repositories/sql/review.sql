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
