-- name: emit
-- One row an entity; the sequence numbers are given when the transaction commits.
with told as (
  select * from json_to_recordset(%(changes)s::json) as t
    (entity text, entity_id uuid, kind text, fields text[])
),
touched as (
  -- What is shown of a show changed, maybe only in one of its sets.
  update core.shows s set updated_at = now()
  from told t where t.entity = 'show' and s.id = t.entity_id and s.updated_at < now()
),
touched_people as (
  update core.people p set updated_at = now()
  from told t where t.entity = 'person' and p.id = t.entity_id and p.updated_at < now()
)
insert into ops.events (entity, entity_id, kind, fields, run_id, show_id)
select t.entity, t.entity_id, t.kind, t.fields, %(run_id)s,
  -- A season or episode that is going is still there while its change is told.
  case t.entity
    when 'show' then t.entity_id
    when 'season' then (select n.show_id from core.seasons n where n.id = t.entity_id)
    when 'episode' then (select e.show_id from core.episodes e where e.id = t.entity_id)
  end
from told t;
