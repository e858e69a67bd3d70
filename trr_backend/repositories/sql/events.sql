-- name: emit
-- One row an entity; the sequence number is given when the transaction commits.
insert into ops.events (entity, entity_id, kind, fields, run_id)
values (%(entity)s, %(entity_id)s, %(kind)s, %(fields)s, %(run_id)s);

-- name: touch_show
-- What is shown of a show changed in one of its sets.
update core.shows set updated_at = now() where id = %(id)s and updated_at < now();
