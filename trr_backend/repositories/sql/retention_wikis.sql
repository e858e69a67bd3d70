-- name: due
-- Wikis of which anything is kept but what persons decided: of a source, or this one.
select w.id from core.wikis w
where (%(source)s::text is null or w.source = %(source)s)
  and (%(name)s::text is null or w.name = %(name)s)
  and (w.site_name is not null
    or exists (select from core.show_wikis s where s.wiki_id = w.id)
    or exists (select from core.wiki_titles t where t.wiki_id = w.id)
    or exists (select from core.media_links l where l.wiki = w.name)
    or exists (select from source.documents d where d.source = w.source
      and (d.kind = 'site' and d.key = w.name or d.kind = 'page'
        and starts_with(d.key, w.name || ':'))))
order by w.created_at, w.name;

-- name: lock
-- A wiki, held until the commit: nobody stores what it says meanwhile.
select name, source, url from core.wikis where id = %(id)s for update;

-- name: taken_from
-- What people's records have from a wiki's facts, or a person has locked as it said it.
select distinct f.person_id, p.name, f.field from core.person_facts f
join core.wiki_pages w on w.id = f.page_id and w.wiki_id = %(id)s
join core.people p on p.id = f.person_id
where f.scope = '' and (p.provenance ->> f.field = f.source
  or exists (select from core.overrides o where o.entity = 'person'
    and o.entity_id = f.person_id and o.field = f.field and o.locked
    and o.value <> 'null' and o.value = o.former -> 'value'
    and o.former ->> 'source' = f.source))
order by f.person_id, f.field;

-- name: release
-- Locks that hold the source's own words.
delete from core.overrides o where o.entity = 'person' and o.entity_id = any(%(people)s)
  and o.locked and o.value <> 'null' and o.value = o.former -> 'value'
  and o.former ->> 'source' = %(source)s;

-- name: forget_former
-- What the source said before a person did.
update core.overrides o set former = '{}'
where o.entity = 'person' and o.former ->> 'source' = %(source)s
  and o.entity_id in (select f.person_id from core.person_facts f
    join core.wiki_pages w on w.id = f.page_id and w.wiki_id = %(id)s);

-- name: forget_open_questions
-- What was asked about its pages.
delete from ops.review_items where kind = 'wiki-page' and decided_at is null
  and starts_with(subject, %(name)s || ':');

-- name: forget_candidates
-- What decided questions told; whom they were about stays.
update ops.review_items r set reason = 'decided; what was asked is gone', candidates = (
  select coalesce(jsonb_agg(jsonb_build_object('entity', c -> 'entity', 'id', c -> 'id')
    order by n), '[]') from jsonb_array_elements(r.candidates) with ordinality t (c, n))
where r.kind = 'wiki-page' and r.decided_at is not null
  and starts_with(r.subject, %(name)s || ':');

-- name: forget_documents
-- What the wiki said.
delete from source.documents d where d.source = %(source)s
  and (d.kind = 'site' and d.key = %(name)s
    or d.kind = 'page' and starts_with(d.key, %(name)s || ':'));

-- name: forget_titles
-- Which titles were asked for.
delete from core.wiki_titles where wiki_id = %(id)s;

-- name: forget_pages
-- Pages, but for those of which a person has said whom they are about.
delete from core.wiki_pages p where p.wiki_id = %(id)s and not exists (
  select from core.wiki_subjects u where u.page_id = p.id and u.by_person);

-- name: strip_pages
-- Of these only the number stays, by which they can be asked for again.
with subjects as (
  update core.wiki_subjects u set candidates = '[]', listed = null
  from core.wiki_pages p
  where p.id = u.page_id and p.wiki_id = %(id)s
)
update core.wiki_pages set title = 'page ' || page_number, url = %(url)s, revision = 0,
  stale = true, mapping = null, missing_since = null, unmatched_at = null
where wiki_id = %(id)s;

-- name: forget_pictures
-- Which pictures it lists, and which of them persons chose.
with pins as (
  delete from core.media_pins m using core.media_links l
  where l.wiki = %(name)s and m.entity = l.entity and m.entity_id = l.entity_id
    and m.kind = l.kind and m.source = l.source and m.source_path = l.source_path
)
delete from core.media_links where wiki = %(name)s
returning entity, entity_id, kind, linked_at is not null;

-- name: forget_shows
-- No show is looked up there any more.
delete from core.show_wikis where wiki_id = %(id)s;

-- name: forget_told
-- What runs told of its pages.
delete from ops.run_items where starts_with(item, %(name)s || ':');

-- name: forget_site
-- What it said of itself.
with reads as (delete from ops.wiki_reads where wiki_id = %(id)s)
update core.wikis set site_name = null, language = null, article_url = null,
  file_namespace = null, licence = null, licence_url = null, is_free = false
where id = %(id)s;

-- name: forget_wiki
-- The wiki itself, where nobody has decided anything about it.
delete from core.wikis w where w.id = %(id)s
  and not exists (select from core.wiki_pages p where p.wiki_id = w.id);
