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

-- name: move_pictures
-- Pictures of the merged one show the survivor.
update core.media_links l set entity_id = %(to)s
where l.entity = 'person' and l.entity_id = %(from)s and not exists (
  select from core.media_links t where t.entity = 'person' and t.entity_id = %(to)s
    and t.kind = l.kind and t.source = l.source and t.source_path = l.source_path);

-- name: drop_pictures
-- The others are linked to the survivor already.
delete from core.media_links where entity = 'person' and entity_id = %(from)s;

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
