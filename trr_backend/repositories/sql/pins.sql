-- name: listed
-- An entity's pictures of a kind, in the order in which they are shown.
select source, source_path, source_url, page_url, language, width, height, sha256, source_sha256
from core.media_links
where entity = %(entity)s and entity_id = %(entity_id)s and kind = %(kind)s
order by pinned desc, missing_since is not null, position, source_path collate "C";

-- name: pinned
-- The picture that a person chose.
select source_path from core.media_pins
where entity = %(entity)s and entity_id = %(entity_id)s and kind = %(kind)s;

-- name: pin
-- A choice takes the place of the one before it.
insert into core.media_pins as p (entity, entity_id, kind, source, source_path)
values (%(entity)s, %(entity_id)s, %(kind)s, %(source)s, %(source_path)s)
on conflict (entity_id, kind, entity) do update set source = excluded.source,
  source_path = excluded.source_path, pinned_at = now()
where (p.source, p.source_path) is distinct from (excluded.source, excluded.source_path);

-- name: unpin
-- Ends a choice.
delete from core.media_pins
where entity = %(entity)s and entity_id = %(entity_id)s and kind = %(kind)s;
