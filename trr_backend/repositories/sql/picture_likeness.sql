-- name: alike
-- The pictures that readers see of these entities and kinds, with what says whether two
-- are one.
select l.entity, l.entity_id, l.kind, l.language, l.source, l.source_path,
  l.represented_by, a.sha256, a.phash, a.colour, a.width, a.height, a.bytes, l.position,
  l.pinned, l.missing_since is not null,
  -- TMDb's pictures before those of wikis, of these the free ones.
  case when l.wiki is null then 0 when l.is_free then 1 else 2 end
from core.media_links l
join core.media_assets a on a.sha256 = l.sha256 and a.confirmed_at is not null
join unnest(%(entity)s::text[], %(entity_id)s::uuid[], %(kind)s::text[])
  as g (entity, entity_id, kind)
  on g.entity = l.entity and g.entity_id = l.entity_id and g.kind = l.kind
where l.linked_at is not null and a.phash is not null
order by l.entity_id, l.kind, l.source, l.source_path;

-- name: represent
-- Which better copy stands for a picture; null: it stands for itself.
update core.media_links l set represented_by = g.by
from unnest(%(entity)s::text[], %(entity_id)s::uuid[], %(kind)s::text[],
  %(source)s::text[], %(path)s::text[], %(by)s::text[])
  as g (entity, entity_id, kind, source, path, by)
where l.entity = g.entity and l.entity_id = g.entity_id and l.kind = g.kind
  and l.source = g.source and l.source_path = g.path
  and l.represented_by is distinct from g.by;
