-- name: refused
-- Whom a page is not about, as a person has said: everybody who was asked about. Who was
-- merged into somebody is that one.
select coalesce(x.to_id, r.id) from (
  select q.entity, q.entity_id as id from ops.review_items q
  where q.kind = 'wiki-page' and q.subject = %(subject)s
    and q.decision @> '{"same": false}'
  union
  select q.entity, (c.candidate ->> 'id')::uuid
  from ops.review_items q, jsonb_array_elements(q.candidates) c (candidate)
  where q.kind = 'wiki-page' and q.subject = %(subject)s
    and q.decision @> '{"same": false}'
) r
left join core.redirects x on x.entity = r.entity and x.from_id = r.id;

