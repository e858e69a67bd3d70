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
locked_people as materialized (
  -- In one order, as shows that are written at once have people in common.
  select p.id from core.people p join told t on t.entity_id = p.id
  where t.entity = 'person' and p.updated_at < now() order by p.id
  for no key update of p
),
touched_people as (
  update core.people p set updated_at = now()
  from locked_people l where p.id = l.id
)
insert into ops.events (entity, entity_id, kind, fields, run_id, show_id)
select t.entity, t.entity_id, t.kind, t.fields, %(run_id)s,
  -- A season or episode that is going is still there while its change is told.
  case t.entity
    when 'show' then t.entity_id
    when 'season' then (select n.show_id from core.seasons n where n.id = t.entity_id)
    when 'episode' then (select e.show_id from core.episodes e where e.id = t.entity_id)
    when 'credit' then (select c.show_id from core.credits c where c.id = t.entity_id)
  end
from told t;
