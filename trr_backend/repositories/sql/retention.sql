-- name: due_shows
-- Shows that say what no document within the terms supports: with %(all)s those that
-- say anything of the source. What was merged into another show was made of the ids
-- that it had then.
select s.id, coalesce(min(k.key) filter (where k.is_current), min(k.key), s.id::text)
from core.shows s
left join lateral (
  select e.id as key, e.superseded_at is null as is_current
  from core.external_ids e where e.entity = 'show' and e.entity_id = s.id
    and e.source = 'tmdb' and s.merged_into is null
  union all
  select t.id, t.superseded_at is null
  from ops.merges m, jsonb_to_recordset(m.moved -> 'ids')
    as t (source text, id text, superseded_at timestamptz)
  where m.from_id = s.id and m.undone_at is null and t.source = 'tmdb'
) k on true
where (%(id)s::uuid is null or s.id = %(id)s)
  and (s.slug is not null or {has_facts} or %(all)s and exists (
    select from core.overrides o where {is_adopted} and (o.entity_id = s.id
      or o.entity_id in (select id from core.seasons where show_id = s.id)
      or o.entity_id in (select id from core.episodes where show_id = s.id)
      or o.entity_id in (select id from core.credits where show_id = s.id))))
group by s.id
having %(all)s or not coalesce(bool_or(k.is_current and exists (
  select from source.documents d where d.source = 'tmdb' and d.kind = 'tv'
    and d.key = k.key and d.expires_at > now())), false)
order by s.created_at, s.id;

-- name: lock_show
-- The show, held until the commit.
select name from core.shows where id = %(id)s for update;

-- name: placeholder
-- By what one may know something of which nothing is said any more.
select coalesce((select l.title from core.list_items l
    where %(entity)s = 'show' and l.show_id = %(id)s and l.title is not null
    order by l.missing_since is not null, l.list_id limit 1),
  (select 'tmdb:' || e.id from core.external_ids e
    where e.entity = %(entity)s and e.entity_id = %(id)s and e.source = 'tmdb'
    order by e.superseded_at is not null, e.superseded_at desc limit 1),
  %(id)s::text);

-- name: forget_slug
-- Hidden until details come again; then it has its slug again.
update core.shows set slug_digest = coalesce(core.digest(slug), slug_digest),
  slug = null, missing_since = null, missing_checked_at = null,
  name = case when coalesce(provenance ->> 'name', '') in ('override', 'list')
    then name else %(name)s end,
  provenance = case when coalesce(provenance ->> 'name', '') in ('override', 'list')
    then provenance else provenance || '{"name": "list"}' end
where id = %(id)s;

-- name: forget_show_ids
-- Ids that the source named and no list does; its own is what the show is asked for by.
delete from core.external_ids
where entity = 'show' and entity_id = %(id)s and source <> 'tmdb' and not listed;

-- name: forget_show_pictures
-- Which pictures show it.
delete from core.media_links
where entity = 'show' and entity_id = %(id)s and source = 'tmdb';

-- name: forget_show_documents
-- The document of a show and those that complete it.
delete from source.documents where source = 'tmdb'
  and (kind = 'tv' and key = %(key)s or part_of = %(key)s);

-- name: forget_marks
-- Nothing has been made of any document for it.
delete from source.applied where entity_id = %(id)s;

-- name: due_people
-- People of whom more is said than is supported: by their own answer, else by credits
-- that are named (of shows with details). Nobody goes about whom a person has decided.
select p.id, coalesce(e.id, p.id::text), c.is_credited, w.is_decided
from core.people p
left join core.external_ids e on e.entity = 'person' and e.entity_id = p.id
  and e.source = 'tmdb' and e.superseded_at is null
cross join lateral (
  select exists (select from core.credits c join core.shows s on s.id = c.show_id
    where c.person_id = p.id and s.slug is not null
      and (c.missing_since is null or c.missing_since > now() - %(keep)s::interval)
  ) as is_credited
) c
cross join lateral (
  select exists (select from core.overrides o
      where o.entity = 'person' and o.entity_id = p.id)
    or exists (select from core.overrides o join core.credits d on d.id = o.entity_id
      where o.entity = 'credit' and d.person_id = p.id)
    or exists (select from core.wiki_subjects u where u.entity = 'person'
      and u.entity_id = p.id and u.by_person) as is_decided
) w
where (%(id)s::uuid is null or p.id = %(id)s)
  and (%(all)s or not exists (select from source.documents d where d.source = 'tmdb'
    and d.kind = 'person' and d.key = e.id and d.expires_at > now()))
  and case when c.is_credited then p.details_at is not null or {has_own_facts}
    when w.is_decided then p.details_at is not null or {has_facts}
      or %(all)s and exists (select from core.overrides o where {is_adopted}
        and o.entity_id = p.id)
      or coalesce(p.provenance ->> 'name', '') not in ('override', 'id')
    else true end
order by p.created_at, p.id;

-- name: lock_person
-- A person, held until the commit.
select name from core.people where id = %(id)s for update;

-- name: forget_details
-- What is known of them comes from credits alone.
update core.people set details_at = null, missing_since = null,
  missing_checked_at = null where id = %(id)s;

-- name: forget_name
-- Nobody names them any more but by their id.
update core.people set name = %(name)s, provenance = provenance || '{"name": "id"}'
where id = %(id)s and provenance ->> 'name' is distinct from 'override';

-- name: forget_person_names
-- Other names, and what a person did elsewhere.
with works as (delete from core.person_works where person_id = %(id)s)
delete from core.person_aliases where person_id = %(id)s;

-- name: forget_person_ids
-- Ids that a person's own answer named.
delete from core.external_ids
where entity = 'person' and entity_id = %(id)s and source <> 'tmdb' and not listed
  and (origin is null or not exists (select from core.people where id = %(id)s));

-- name: forget_person_pictures
-- Which pictures show them.
delete from core.media_links
where entity = 'person' and entity_id = %(id)s and source = 'tmdb';

-- name: forget_person_documents
-- A person's own documents, also under former ids.
delete from source.documents d using core.external_ids e
where e.entity = 'person' and e.entity_id = %(id)s and e.source = 'tmdb'
  and d.source = 'tmdb' and d.kind = 'person' and d.key = e.id;

-- name: forget_questions
-- What was asked about somebody who is gone; it is asked again if they come back.
delete from ops.review_items where entity = 'person' and decided_at is null
  and (entity_id = %(id)s or subject = %(id)s::text);

-- name: forget_subjects
-- Pages of wikis about them are about nobody here; they are looked at again once somebody
-- is new in a cast.
with pages as (
  delete from core.wiki_subjects where entity = 'person' and entity_id = %(id)s
  returning page_id
)
update core.wiki_pages p set unmatched_at = now() from pages g where p.id = g.page_id;

-- name: forget_person
-- A person. Their ids stay: who comes back is the same one.
delete from core.people where id = %(id)s;
