-- name: pages_of
-- The pages about people, shows or seasons of shows, and those below them (galleries).
with own as (
  select p.id, p.wiki_id, p.title from core.wiki_subjects u
  join core.wiki_pages p on p.id = u.page_id
  where u.entity_id = any(%(ids)s) and u.entity = any(%(entities)s)
)
select id from own
union
select p.id from own o
join core.wiki_pages p on p.wiki_id = o.wiki_id and starts_with(p.title, o.title || '/')
left join core.wiki_subjects u on u.page_id = p.id
where u.page_id is null or u.entity_id = any(%(ids)s)
order by 1;

-- name: pages_of_wikis
-- All pages of wikis.
select id from core.wiki_pages where wiki_id = any(%(wiki_ids)s) order by id;

-- name: forget_facts
-- What pages say of people and shows, with their names and how much it was.
with people as (
  delete from core.person_facts where page_id = any(%(pages)s) returning person_id
),
shows as (
  delete from core.show_facts where page_id = any(%(pages)s) returning show_id
)
select 'person', p.id, p.name, count(*)::integer
from people f join core.people p on p.id = f.person_id group by p.id
union all
select 'show', s.id, s.name, count(*)::integer
from shows f join core.shows s on s.id = f.show_id group by s.id
order by 2;

-- name: forget_ledger
-- What pages say of seasons.
delete from core.season_ledger where page_id = any(%(pages)s)
returning show_id, name, person_id;

-- name: forget_questions
-- What was asked, or decided, about pages.
delete from ops.review_items r using core.wiki_pages p, core.wikis w
where p.id = any(%(pages)s) and w.id = p.wiki_id and r.kind = 'wiki-page'
  and r.subject = w.name || ':' || p.page_number;

-- name: forget_documents
-- What the wiki said.
delete from source.documents d using core.wiki_pages p, core.wikis w
where p.id = any(%(pages)s) and w.id = p.wiki_id and d.source = w.source
  and d.kind = 'page' and d.key = w.name || ':' || p.page_number;

-- name: forget_pages
-- The pages, with the titles that led to them and whom they are about.
delete from core.wiki_pages where id = any(%(pages)s);

-- name: nameless
-- Nobody is behind these entries of other pages any more; the names stay.
update core.season_ledger set person_id = null where person_id = any(%(ids)s)
returning show_id, name;

-- name: offer_again
-- Whatever was made of pages about these is made anew, by what we know now.
with pages as (
  select u.page_id as id from core.wiki_subjects u
  where u.entity_id = any(%(ids)s) and u.entity = any(%(entities)s)
  union select f.page_id from core.person_facts f where f.season_id = any(%(ids)s)
  union select f.page_id from core.show_facts f where f.season_id = any(%(ids)s)
  union select l.page_id from core.season_ledger l where l.season_id = any(%(ids)s)
),
marks as (
  update core.wiki_subjects set listed = null
  where page_id in (select id from pages) and listed is not null
)
update core.wiki_pages p set mapping = null from pages g
where p.id = g.id and p.mapping is not null;

-- name: wikis_of
-- Which wikis shows remember.
select distinct wiki_id from core.show_wikis where show_id = any(%(ids)s);

-- name: lonely_pages
-- Pages of these wikis, if no show remembers them, about nobody and nothing that is here.
select p.id from core.wiki_pages p
left join core.wiki_subjects u on u.page_id = p.id
where p.wiki_id = any(%(wiki_ids)s) and not exists (select from core.show_wikis s where s.wiki_id = p.wiki_id)
  and not exists (select from core.people h
    where u.entity = 'person' and h.id = u.entity_id)
  and not exists (select from core.shows s
    where u.entity <> 'person' and s.id = u.entity_id)
order by p.id;

-- name: forget_wikis
-- Those of these wikis that no show remembers and of which nothing is left, with their
-- own documents.
with gone as (
  delete from core.wikis w
  where w.id = any(%(wiki_ids)s) and not exists (select from core.show_wikis s where s.wiki_id = w.id)
    and not exists (select from core.wiki_pages p where p.wiki_id = w.id)
    and not exists (select from core.media_links l where l.wiki = w.name)
  returning source, name
)
delete from source.documents d using gone g
where d.source = g.source and d.kind = 'site' and d.key = g.name;
