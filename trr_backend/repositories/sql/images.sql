-- name: entities
-- Which of our entities have these ids of a source now.
select e.entity, e.id, e.entity_id
from core.external_ids e
join unnest(%(entities)s::text[], %(ids)s::text[]) as t (entity, id)
  on e.entity = t.entity and e.id = t.id
where e.source = %(source)s and e.superseded_at is null;

-- name: known
-- Which of these are people of ours, by our own ids.
select t.entity, t.id, p.id
from unnest(%(entities)s::text[], %(ids)s::text[]) as t (entity, id)
join core.people p on t.entity = 'person' and p.id = t.id::uuid
order by p.id for key share of p;

-- name: apply_pins
-- Pinned are the pictures that persons chose, and no others: by `trr media pin`, else by
-- a word about the field by which the entity itself names one.
update core.media_links l set pinned = not l.pinned
where l.entity_id = any(%(ids)s) and l.pinned <> coalesce(
  (select (p.source, p.source_path) = (l.source, l.source_path) from core.media_pins p
    where p.entity = l.entity and p.entity_id = l.entity_id and p.kind = l.kind),
  (select l.source = 'tmdb' and o.value = to_jsonb(l.source_path)
    from core.overrides o
    where o.entity = l.entity and o.entity_id = l.entity_id and o.field
      = case l.kind when 'photo' then 'profile_path' else l.kind || '_path' end),
  false)
returning l.entity_id, l.kind, l.source, l.source_path, l.entity;

-- name: seen
-- Which of these pictures are kept: readers see them.
select l.entity_id, l.kind, l.source, l.source_path, l.entity
from unnest(%(ids)s::uuid[], %(kinds)s::text[], %(sources)s::text[],
  %(paths)s::text[], %(entities)s::text[]) as t (id, kind, source, path, entity)
join core.media_links l on l.entity_id = t.id and l.kind = t.kind
  and l.source = t.source and l.source_path = t.path and l.entity = t.entity
join core.media_assets a on a.sha256 = l.sha256 and a.confirmed_at is not null
where l.linked_at is not null;

-- name: labels
-- How people know entities.
select id, label from ops.labels where id = any(%(ids)s);
