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

-- name: said_of
-- A page by its address, or by its wiki and number, and those below it (galleries) that
-- are about the same; and whom or what that is.
with named as (
  select p.id, p.wiki_id, p.title, u.entity, u.entity_id
  from core.wiki_pages p
  join core.wikis w on w.id = p.wiki_id
  left join core.wiki_subjects u on u.page_id = p.id
  where p.url = %(text)s or w.name || ':' || p.page_number = %(text)s
)
select p.id, w.name || ':' || p.page_number, n.entity, n.entity_id
from named n
join core.wikis w on w.id = n.wiki_id
join core.wiki_pages p on p.wiki_id = n.wiki_id
left join core.wiki_subjects u on u.page_id = p.id
where p.id = n.id or starts_with(p.title, n.title || '/')
  and (u.entity, u.entity_id) = (n.entity, n.entity_id)
order by p.page_number;

-- name: refuse
-- A page is not about this one, without having been asked; whatever was said before.
insert into ops.review_items as r
  (kind, entity, entity_id, subject, reason, candidates, decided_at, decision)
values ('wiki-page', %(entity)s, %(entity_id)s, %(subject)s, %(reason)s,
  %(candidates)s, now(), %(decision)s)
on conflict (kind, entity, entity_id, subject) do update
set candidates = excluded.candidates, decided_at = now(), decision = excluded.decision;
