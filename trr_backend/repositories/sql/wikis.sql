-- name: ensure
-- A wiki by its name.
insert into core.wikis (name, source, url) values (%(name)s, %(source)s, %(url)s)
on conflict (name) do nothing;

-- name: load
-- What is known of wikis: one by its name, those that shows remember, or all.
select w.id, w.name, w.source, w.url, w.site_name, w.language, w.article_url, w.licence,
  w.licence_url, w.is_free, w.file_namespace, r.site_at, r.changes_at
from core.wikis w
left join ops.wiki_reads r on r.wiki_id = w.id
where (%(name)s::text is null or w.name = %(name)s)
  and (%(show_ids)s::uuid[] is null or exists (select from core.show_wikis s
    where s.wiki_id = w.id and s.show_id = any(%(show_ids)s)))
order by w.created_at, w.name;

-- name: shows
-- Which shows remember a wiki, of these or of all. A merged show's pages are the other's.
select s.id
from core.show_wikis w
join core.shows s on s.id = w.show_id and s.merged_into is null
where w.wiki_id = %(wiki_id)s
  and (%(show_ids)s::uuid[] is null or s.id = any(%(show_ids)s))
order by s.created_at, s.id;

-- name: remember
-- A show is looked up in a wiki from now on; a person's word stays one.
insert into core.show_wikis as w (show_id, wiki_id, by_person)
values (%(show_id)s, %(wiki_id)s, %(by_person)s)
on conflict (show_id, wiki_id) do update set by_person = true
where excluded.by_person and not w.by_person;

-- name: save_site
-- What a wiki says of itself, where that is news.
update core.wikis w set (site_name, language, article_url, licence, licence_url, is_free,
  file_namespace) = row (n.*)
from (values (%(site_name)s, %(language)s, %(article_url)s, %(licence)s::text,
  %(licence_url)s::text, %(is_free)s::boolean, %(file_namespace)s)) n
where w.id = %(wiki_id)s and (w.site_name, w.language, w.article_url, w.licence,
  w.licence_url, w.is_free, w.file_namespace) is distinct from row (n.*);

-- name: read_site
-- When it said so.
insert into ops.wiki_reads as r (wiki_id, site_at) values (%(wiki_id)s, %(at)s)
on conflict (wiki_id) do update set site_at = greatest(r.site_at, excluded.site_at);

-- name: read_changes
-- Up to when its changes were read; never back.
insert into ops.wiki_reads as r (wiki_id, changes_at) values (%(wiki_id)s, %(until)s)
on conflict (wiki_id) do update
set changes_at = greatest(r.changes_at, excluded.changes_at);

-- name: stale_pages
-- Pages that changed, by number or by their own title. Of another title that leads to
-- one, only that title is asked again.
update core.wiki_pages p set stale = true
where p.wiki_id = %(wiki_id)s and not p.stale and (p.page_number = any(%(numbers)s)
  or p.id in (select o.id from core.wiki_titles t
    join core.wiki_pages o on o.id = t.page_id and o.title = t.title
    where t.wiki_id = %(wiki_id)s and t.title = any(%(titles)s)));

-- name: stale_titles
-- Titles that may lead elsewhere now.
update core.wiki_titles t set stale = true
where t.wiki_id = %(wiki_id)s and t.title = any(%(titles)s) and not t.stale;

-- name: stale_pictures
-- Whose pictures are listed again: the page of a file of theirs changed, which says its
-- terms, or the file is another one now. What the wiki calls files makes no difference.
with files as materialized (
  select w.source,
    w.name || '/' || replace(substr(g.title, strpos(g.title, ':') + 1), ' ', '_') as path
  from core.wikis w cross join unnest(%(titles)s::text[]) g (title)
  where w.id = %(wiki_id)s and strpos(g.title, ':') > 1
)
update core.wiki_subjects u set listed = null
from core.wiki_pages p
where p.id = u.page_id and p.wiki_id = %(wiki_id)s and u.entity = 'person'
  and u.listed is not null and u.entity_id in (
    select l.entity_id from files f
    join core.media_links l on l.source = f.source and l.source_path = f.path
      and l.entity = 'person');
