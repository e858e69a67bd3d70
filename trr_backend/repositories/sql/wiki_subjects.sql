-- name: lock
-- Whom a page is said to be about, held until the commit.
select entity, entity_id, by_person from core.wiki_subjects
where page_id = %(page_id)s for update;

-- name: matched
-- A page about somebody we know.
update core.wiki_pages set unmatched_at = null
where id = %(page_id)s and unmatched_at is not null;

-- name: unmatched
-- A page about nobody we know, as of now: by the clock that casts are dated with.
update core.wiki_pages p set unmatched_at = now()
where p.id = %(page_id)s
  and not exists (select from core.wiki_subjects u where u.page_id = p.id);

-- name: forget
-- What the rules said; a person's word stays.
delete from core.wiki_subjects where page_id = %(page_id)s and not by_person;

-- name: people
-- Who has a page in a wiki.
select u.entity_id from core.wiki_subjects u
join core.wiki_pages p on p.id = u.page_id and p.missing_since is null
where p.wiki_id = %(wiki_id)s and u.entity = 'person';

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

-- name: page
-- Our id of a page.
select p.id from core.wiki_pages p join core.wikis w on w.id = p.wiki_id
where w.name = %(wiki)s and p.page_number = %(number)s;

-- name: withdraw
-- Questions about a page that nobody needs to answer any more: but for the one that is
-- asked of %(entity_id)s.
delete from ops.review_items r using core.wiki_pages p, core.wikis w
where p.id = %(page_id)s and w.id = p.wiki_id and r.kind = 'wiki-page'
  and r.subject = w.name || ':' || p.page_number and r.decided_at is null
  and r.entity_id is distinct from %(entity_id)s::uuid;
