-- name: lock
-- Both people, held until the commit; in one order, whoever merges them.
select id, name from core.people where id = any(%(ids)s) order by id for update;

-- name: move_credits
-- What the merged one was is what the survivor was; returns the shows.
with moved as (
  update core.credits set person_id = %(to)s where person_id = %(from)s
  returning show_id
)
select s.id, s.name from core.shows s
where s.id in (select show_id from moved) order by s.id;

-- name: move_ids
-- The survivor takes the ids; where it has one of that source, its own stays current.
update core.external_ids e set entity_id = %(to)s, superseded_at = case
  when exists (select from core.external_ids o where o.entity = 'person'
    and o.entity_id = %(to)s and o.source = e.source and o.superseded_at is null)
  then coalesce(e.superseded_at, now()) else e.superseded_at end
where e.entity = 'person' and e.entity_id = %(from)s
returning e.source || ':' || e.id;

-- name: move_words
-- A person's word about the merged one holds for the survivor, where it has none.
update core.overrides o set entity_id = %(to)s
where o.entity = 'person' and o.entity_id = %(from)s and not exists (
  select from core.overrides t where t.entity = 'person' and t.entity_id = %(to)s
    and t.field = o.field);

-- name: drop_words
-- The others had been decided for the survivor already.
delete from core.overrides where entity = 'person' and entity_id = %(from)s;

-- name: move_pins
-- A photo that a person chose for the merged one is the survivor's, where it has none.
update core.media_pins p set entity_id = %(to)s
where p.entity = 'person' and p.entity_id = %(from)s and not exists (
  select from core.media_pins t where t.entity = 'person' and t.entity_id = %(to)s
    and t.kind = p.kind);

-- name: drop_pins
-- The others had been chosen for the survivor already.
delete from core.media_pins where entity = 'person' and entity_id = %(from)s;

-- name: take_bytes
-- Of a picture that both have, and of which readers see the merged one's alone, the
-- survivor takes what is kept; likewise of one that was only claimed.
update core.media_links t set sha256 = f.sha256, linked_at = f.linked_at,
  source_sha256 = f.source_sha256, etag = f.etag, last_modified = f.last_modified,
  checked_at = f.checked_at, refused = f.refused, tries = f.tries, retry_at = f.retry_at
from core.media_links f
where f.entity = 'person' and f.entity_id = %(from)s
  and t.entity = 'person' and t.entity_id = %(to)s and t.kind = f.kind
  and t.source = f.source and t.source_path = f.source_path
  and t.linked_at is null and f.sha256 is not null
  and (f.linked_at is not null or t.sha256 is null);

-- name: move_pictures
-- Other pictures of the merged one show the survivor, after its own. Returns the kinds.
with after as (
  select kind, max(position) as position from core.media_links
  where entity = 'person' and entity_id = %(to)s group by kind
), moved as (
  update core.media_links l set entity_id = %(to)s, position = l.position
    + coalesce((select a.position from after a where a.kind = l.kind), 0)
  where l.entity = 'person' and l.entity_id = %(from)s and not exists (
    select from core.media_links t where t.entity = 'person' and t.entity_id = %(to)s
      and t.kind = l.kind and t.source = l.source and t.source_path = l.source_path)
  returning l.kind
)
select kind from moved
union select kind from core.media_links
  where entity = 'person' and entity_id = %(from)s
order by kind;

-- name: drop_pictures
-- The others are listed for the survivor already.
delete from core.media_links where entity = 'person' and entity_id = %(from)s;

-- name: move_facts
-- What pages say of the merged one is said of the survivor, as far as they do not yet.
-- Returns how much that is.
with moved as (
  update core.person_facts f set person_id = %(to)s
  where f.person_id = %(from)s and not exists (select from core.person_facts t
    where t.person_id = %(to)s and t.page_id = f.page_id and t.scope = f.scope
      and t.field = f.field)
  returning f.page_id
)
select count(*)::integer from moved;

-- name: move_ledger
-- The merged one's parts in seasons are the survivor's; returns the shows.
with moved as (
  update core.season_ledger set person_id = %(to)s where person_id = %(from)s
  returning show_id
)
select s.id, s.name from core.shows s
where s.id in (select show_id from moved) order by s.id;

-- name: move_pages
-- Pages about the merged one are about the survivor. They are read again, and so are
-- those of which nobody knew whether they are: the survivor is asked about next.
with own as (
  update core.wiki_subjects set entity_id = %(to)s, listed = null
  where entity = 'person' and entity_id = %(from)s returning page_id
),
asked as (
  select p.id from ops.review_items r join core.wikis w
    on starts_with(r.subject, w.name || ':')
  join core.wiki_pages p on p.wiki_id = w.id
    and r.subject = w.name || ':' || p.page_number
  where r.kind = 'wiki-page' and r.decided_at is null and (r.entity_id = %(from)s
    or r.candidates @> jsonb_build_array(jsonb_build_object('id', %(from)s::text)))
),
pages as (select page_id as id from own union select id from asked)
update core.wiki_pages p set mapping = null from pages g
where p.id = g.id and p.mapping is not null;

-- name: close_questions
-- Nobody is asked about a person who is gone.
update ops.review_items r set decided_at = now(),
  decision = jsonb_build_object('merged_into', %(to)s::uuid, 'reason', %(reason)s::text)
where r.decided_at is null and r.entity = 'person'
  and (r.entity_id = %(from)s or r.subject = %(from)s::text);

-- name: follow
-- Earlier redirects to the merged one lead on to the survivor.
update core.redirects set to_id = %(to)s where entity = 'person' and to_id = %(from)s;

-- name: redirect
-- The old id keeps leading to the survivor.
insert into core.redirects (entity, from_id, to_id, reason)
values ('person', %(from)s, %(to)s, %(reason)s);

-- name: drop_marks
-- No stage has used a document for who is gone.
delete from source.applied where entity_id = %(from)s;

-- name: drop_person
-- All that the survivor does not have of its own has moved.
delete from core.people where id = %(from)s;
