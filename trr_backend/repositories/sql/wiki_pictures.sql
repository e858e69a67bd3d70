-- name: due
-- People with a page in a wiki whose pictures were not listed as that page is now.
with due as materialized (
  select page_id, entity_id from core.wiki_subjects
  where entity = 'person' and listed is null
  union
  select page_id, entity_id from core.wiki_subjects
  where entity = 'person' and listed < %(mapping)s
  union
  select page_id, entity_id from core.wiki_subjects
  where entity = 'person' and listed > %(mapping)s
  union
  select page_id, entity_id from core.wiki_subjects
  where entity = 'person' and %(force)s
)
select distinct h.name, h.id
from due
join core.wiki_pages p on p.id = due.page_id and p.wiki_id = %(wiki_id)s
join core.wikis w on w.id = p.wiki_id
join core.people h on h.id = due.entity_id
-- Looked up one by one: mostly there are few.
where (%(person_id)s::uuid is null or h.id = %(person_id)s)
  and (select d.expires_at from source.documents d where d.source = w.source
    and d.kind = 'page' and d.key = w.name || ':' || p.page_number) > now()
order by h.name, h.id;

-- name: hold
-- Nobody stores these pages until the commit.
select from core.wiki_pages where id = any(%(pages)s)
order by page_number for no key update;

-- name: about
-- Whom these pages are about now.
select page_id, entity_id from core.wiki_subjects
where page_id = any(%(pages)s) and entity = 'person';

-- name: mark_listed
-- The pictures of a page were listed, for whom it is about, of its document as it is.
update core.wiki_subjects u set listed = %(mapping)s from source.documents d
where u.page_id = %(page_id)s and u.entity = 'person' and u.entity_id = %(person_id)s
  and d.id = %(document_id)s and d.sha256 = %(sha256)s
  and u.listed is distinct from %(mapping)s;

-- name: retract
-- The pictures of a wiki that are listed for somebody, but for those that a person chose:
-- one of its pages was about somebody else. Those on their other pages are listed again.
with wiki as (
  select w.id, w.name from core.wiki_pages p join core.wikis w on w.id = p.wiki_id
  where p.id = %(page_id)s
),
again as (
  update core.wiki_subjects u set listed = null from core.wiki_pages p, wiki w
  where p.id = u.page_id and p.wiki_id = w.id and u.entity = 'person'
    and u.entity_id = %(person_id)s and u.listed is not null
)
delete from core.media_links l using wiki w
where l.wiki = w.name and l.entity = 'person' and l.entity_id = %(person_id)s
  and not l.pinned
returning l.entity, l.entity_id, l.kind, l.linked_at is not null;

-- name: listed
-- How many pictures of somebody a wiki shows, and how many are neither free nor kept.
select count(*)::integer,
  (count(*) filter (where l.is_free is not true and l.linked_at is null))::integer
from core.media_links l
where l.wiki = %(wiki)s and l.entity = 'person' and l.entity_id = %(person_id)s
  and l.missing_since is null;

-- name: titled
-- The pages that these titles led to.
select distinct t.page_id from core.wiki_titles t
where t.wiki_id = %(wiki_id)s and t.title = any(%(titles)s) and t.page_id is not null;
