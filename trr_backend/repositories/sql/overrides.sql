-- name: hold
-- Decisions stay as they are until the commit; any number may hold them.
select pg_advisory_xact_lock_shared(7381907);

-- name: change
-- A decision waits until nobody makes rows of those that stand, and they of it.
select pg_advisory_xact_lock(7381907);

-- name: of_show
-- What was decided for a show, its seasons and episodes, by TMDb's ids, as documents have
-- them. Words about credits are read where credits are written.
select o.entity, e.id, o.field, o.value
from (
  select 'show' as entity, %(id)s::uuid as id
  union all
  select 'season', s.id from core.seasons s where s.show_id = %(id)s
  union all
  select 'episode', p.id from core.episodes p where p.show_id = %(id)s
) t
join core.overrides o on o.entity_id = t.id and o.entity = t.entity
join core.external_ids e on e.entity = o.entity and e.entity_id = o.entity_id
  and e.source = 'tmdb' and e.superseded_at is null;

-- name: of_people
-- What was decided for people, by TMDb's ids.
select o.entity, e.id, o.field, o.value
from core.overrides o
join core.external_ids e on e.entity = o.entity and e.entity_id = o.entity_id
  and e.source = 'tmdb' and e.superseded_at is null
where o.entity = 'person' and o.entity_id = any(%(ids)s);

-- name: all
-- Every decision with the name of what it is about.
select o.entity, o.entity_id, coalesce(l.label, o.entity_id::text),
  o.field, o.value, o.locked, o.reason, o.set_at
from core.overrides o
left join ops.labels l on l.entity = o.entity and l.id = o.entity_id
order by o.set_at desc, o.entity, o.entity_id, o.field;

-- name: set
-- A decision takes the place of an earlier one; what stood before the first is kept. One
-- that was taken down stays so.
insert into core.overrides as o
  (entity, entity_id, field, value, locked, former, reason)
values (%(entity)s, %(entity_id)s, %(field)s, %(value)s, %(locked)s, %(former)s,
  %(reason)s)
on conflict (entity_id, entity, field) do update set value = excluded.value,
  locked = excluded.locked, reason = excluded.reason, set_at = now()
where o.value <> 'null' or o.locked;

-- name: silence
-- Taken down: neither a source nor a person fills it again, and nothing is kept of what
-- it said. No row where it was so before.
insert into core.overrides as o (entity, entity_id, field, value, locked, reason)
values (%(entity)s, %(entity_id)s, %(field)s, 'null', false, %(reason)s)
on conflict (entity_id, entity, field) do update set value = 'null', locked = false,
  former = '{}', reason = excluded.reason, set_at = now()
where o.value <> 'null' or o.locked
returning o.field;

-- name: unset
-- Ends a decision; returns what stood before it.
delete from core.overrides
where entity = %(entity)s and entity_id = %(entity_id)s and field = %(field)s
  and (value <> 'null' or locked)
returning former;

-- name: is_taken_down
-- Whether the field was taken down.
select from core.overrides
where entity = %(entity)s and entity_id = %(entity_id)s and field = %(field)s
  and value = 'null' and not locked;

-- name: is_decided
-- Whether a person has decided about the field.
select from core.overrides
where entity = %(entity)s and entity_id = %(entity_id)s and field = %(field)s;
