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
insert into ops.events (entity, entity_id, kind, fields, run_id)
select entity, entity_id, kind, fields, %(run_id)s from told;
