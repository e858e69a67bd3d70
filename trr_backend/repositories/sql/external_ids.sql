-- name: claim
-- Gives each id that has no entity yet a new one. Sorted, so that two writers that
-- share ids wait for each other in one order.
insert into core.external_ids (entity, entity_id, source, id)
select %(entity)s, gen_random_uuid(), %(source)s, i
from unnest(%(ids)s::text[]) i order by i
on conflict (source, entity, id) do nothing;

-- name: load_map
-- Which entity each id belongs to.
select id, entity_id from core.external_ids
where source = %(source)s and entity = %(entity)s and id = any(%(ids)s);

-- name: are_current
-- Whether all these ids are the current ones of the entity: then nothing is to do.
select count(*) = cardinality(%(ids)s::text[])
from core.external_ids e
join unnest(%(sources)s::text[], %(ids)s::text[]) as t (s, i)
  on e.source = t.s and e.id = t.i
where e.entity = %(entity)s and e.entity_id = %(entity_id)s and e.superseded_at is null;

-- name: take
-- Makes ids the entity's own where nobody has them, none of them current yet.
insert into core.external_ids (entity, entity_id, source, id, superseded_at)
select %(entity)s, %(entity_id)s, s, i, now()
from unnest(%(sources)s::text[], %(ids)s::text[]) as t (s, i) order by s, i
on conflict (source, entity, id) do nothing;

-- name: note
-- Adds ids that a list names: only where none of that source is known, and marks those
-- that it names of the entity's own.
with named as (
  select s, i from unnest(%(sources)s::text[], %(ids)s::text[]) as t (s, i)
),
marked as (
  update core.external_ids e set listed = true from named n
  where e.entity = %(entity)s and e.entity_id = %(entity_id)s and e.source = n.s
    and e.id = n.i and not e.listed
)
insert into core.external_ids (entity, entity_id, source, id, listed)
select %(entity)s, %(entity_id)s, n.s, n.i, true from named n
where not exists (select from core.external_ids o where o.entity = %(entity)s
  and o.entity_id = %(entity_id)s and o.source = n.s and o.superseded_at is null)
order by n.s, n.i
on conflict do nothing;

-- name: supersede
-- An entity has one current id a source: those that its own new ones take over from.
update core.external_ids e set superseded_at = now()
from unnest(%(sources)s::text[], %(ids)s::text[]) as t (s, i)
where e.entity = %(entity)s and e.entity_id = %(entity_id)s and e.source = t.s
  and e.id <> t.i and e.superseded_at is null
  and exists (select from core.external_ids o where o.entity = e.entity
    and o.source = t.s and o.id = t.i and o.entity_id = e.entity_id);

-- name: make_current
-- The ids that are the entity's own are its current ones.
update core.external_ids e set superseded_at = null
from unnest(%(sources)s::text[], %(ids)s::text[]) as t (s, i)
where e.entity = %(entity)s and e.entity_id = %(entity_id)s and e.source = t.s
  and e.id = t.i and e.superseded_at is not null
returning e.source, e.id;

-- name: owners
-- Who has these ids.
select e.source, e.id, e.entity_id
from core.external_ids e
join unnest(%(sources)s::text[], %(ids)s::text[]) as t (s, i)
  on e.source = t.s and e.id = t.i
where e.entity = %(entity)s;

-- name: holds
-- Whether this is the entity's current id, and that it stays so while this transaction
-- lasts.
select from core.external_ids
where entity = %(entity)s and entity_id = %(entity_id)s and source = %(source)s
  and id = %(id)s and superseded_at is null
for share;
