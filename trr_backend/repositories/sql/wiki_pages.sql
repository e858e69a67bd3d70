-- name: unasked
-- Which of these titles are to be asked: those that never were, and those that may lead
-- elsewhere now. A page's own title is not among these: the page is asked by its number,
-- unless it was gone.
select g.title
from unnest(%(titles)s::text[]) with ordinality g (title, place)
left join core.wiki_titles t on t.wiki_id = %(wiki_id)s and t.title = g.title
left join core.wiki_pages p on p.id = t.page_id
where t.title is null or t.stale
  and (p.id is null or p.missing_since is not null or p.title <> t.title)
order by g.place;

-- name: without_page
-- Titles that led nowhere when they were asked, or to a page that is gone.
select t.title from core.wiki_titles t
left join core.wiki_pages p on p.id = t.page_id
where t.wiki_id = %(wiki_id)s and (p.id is null or p.missing_since is not null)
order by t.title;

-- name: stale
-- Pages to ask again.
select page_number from core.wiki_pages
where wiki_id = %(wiki_id)s and stale order by page_number;

-- name: numbers
-- Which revision of each page is stored.
select page_number, revision from core.wiki_pages
where wiki_id = %(wiki_id)s and missing_since is null order by page_number;

-- name: lock
-- Which revision is stored of these pages, held until the commit; 0: it was gone.
select page_number, case when missing_since is null then revision else 0 end
from core.wiki_pages
where wiki_id = %(wiki_id)s and page_number = any(%(numbers)s)
order by page_number for no key update;

-- name: refused
-- Pages that are not taken as they are now: what is stored stays, until the next edit.
update core.wiki_pages set stale = false
where wiki_id = %(wiki_id)s and page_number = any(%(numbers)s) and stale;

-- name: gone
-- Pages that the wiki no longer has, from the first time on; returns which was there.
update core.wiki_pages
set missing_since = coalesce(missing_since, %(at)s), stale = false
where wiki_id = %(wiki_id)s and page_number = any(%(numbers)s)
  and (missing_since is null or stale)
returning page_number, missing_since = %(at)s;

-- name: ids
-- Our ids of pages.
select page_number, id from core.wiki_pages
where wiki_id = %(wiki_id)s and page_number = any(%(numbers)s);

-- name: own_titles
-- Of titles that lead nowhere now, those of a page that is stored: they stay its own.
-- Whether the page is gone is asked by its number.
with own as (
  select t.title, t.page_id, p.missing_since, p.stale
  from core.wiki_titles t
  join core.wiki_pages p on p.id = t.page_id and p.title = t.title
  where t.wiki_id = %(wiki_id)s and t.title = any(%(titles)s)
),
asked as (
  update core.wiki_pages p set stale = true from own o
  where p.id = o.page_id and o.missing_since is null and not o.stale
)
select title, page_id from own;

-- name: due
-- Pages whose facts were not made of the document as it is by this mapping; and those
-- about nobody we knew, once somebody is new in a cast, a season is new, or another show
-- remembers the wiki. Who is new in a cast is only counted where casts were in the news.
with shows as materialized (
  select s.id, w.remembered_at from core.show_wikis w
  join core.shows s on s.id = w.show_id and s.merged_into is null
  where w.wiki_id = %(wiki_id)s
),
grown as materialized (
  select greatest(
    (select max(s.remembered_at) from shows s),
    (select max(n.created_at) from shows s join core.seasons n on n.show_id = s.id),
    (select max(f.at) from (
      select min(c.created_at) as at from core.credits c
      where c.show_id in (select s.id from shows s
        join ops.events e on e.entity = 'show' and e.entity_id = s.id
          and e.fields @> '{credits}' and e.at > (select min(p.unmatched_at)
            from core.wiki_pages p
            where p.wiki_id = %(wiki_id)s and p.unmatched_at is not null))
      group by c.show_id, c.person_id) f)) as at
),
due as materialized (
  select id from core.wiki_pages where wiki_id = %(wiki_id)s and mapping is null
  union
  select id from core.wiki_pages where wiki_id = %(wiki_id)s and mapping < %(mapping)s
  union
  select id from core.wiki_pages where wiki_id = %(wiki_id)s and mapping > %(mapping)s
  union
  select id from core.wiki_pages
  where wiki_id = %(wiki_id)s and unmatched_at < (select at from grown)
  union
  select id from core.wiki_pages where wiki_id = %(wiki_id)s and %(force)s
)
select p.id, p.page_number, p.title
from due
join core.wiki_pages p using (id)
join core.wikis w on w.id = p.wiki_id
-- Looked up one by one: mostly there are few.
where (select d.expires_at from source.documents d where d.source = w.source
  and d.kind = 'page' and d.key = w.name || ':' || p.page_number) > now()
order by p.page_number;

-- name: hold
-- Nobody else stores or uses this page until the commit. Before its document, as whoever
-- stores it does.
select from core.wiki_pages where id = %(page_id)s for no key update;

-- name: document
-- A page's document, held until the rows made of it are committed.
select w.source, w.name || ':' || p.page_number, d.id, d.url, d.body::text, d.etag,
  d.licence, d.fetched_at, d.checked_at, d.expires_at, d.part_of
from core.wiki_pages p
join core.wikis w on w.id = p.wiki_id
join source.documents d on d.source = w.source and d.kind = 'page'
  and d.key = w.name || ':' || p.page_number and d.expires_at > now()
where p.id = %(page_id)s
for share of d;

-- name: mark_used
-- Facts were made of the page's document by this mapping.
update core.wiki_pages set mapping = %(mapping)s
where id = %(page_id)s and mapping is distinct from %(mapping)s;

-- name: renewed
-- The documents of these pages are new: nothing was made of them.
with pages as (
  select id from core.wiki_pages
  where wiki_id = %(wiki_id)s and page_number = any(%(numbers)s)
),
unused as (
  update core.wiki_pages p set mapping = null from pages
  where p.id = pages.id and p.mapping is not null
)
update core.wiki_subjects u set listed = null from pages p
where u.page_id = p.id and u.listed is not null;

-- name: unmatched
-- The pages about nobody we know that these titles led to.
select t.title, t.page_id from core.wiki_titles t
left join core.wiki_subjects u on u.page_id = t.page_id
where t.wiki_id = %(wiki_id)s and t.title = any(%(titles)s) and t.page_id is not null
  and u.page_id is null;

-- name: of_subject
-- The pages about somebody or something, with their wikis.
select p.id, p.page_number, p.title, p.missing_since, w.name, w.source, w.url,
  w.site_name, w.language, w.article_url, w.licence, w.licence_url, w.is_free,
  w.file_namespace
from core.wiki_subjects u
join core.wiki_pages p on p.id = u.page_id
join core.wikis w on w.id = p.wiki_id and w.site_name is not null
where u.entity = %(entity)s and u.entity_id = %(entity_id)s
order by w.created_at, p.page_number;

-- name: offer_again
-- As if nothing had been made of the page's document.
update core.wiki_pages set mapping = null
where id = %(page_id)s and mapping is not null;
