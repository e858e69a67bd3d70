-- name: note
-- A call of an admin endpoint, and what it was answered.
insert into ops.audit (actor, address, method, path, status, request_id)
values (%(actor)s, %(address)s, %(method)s, %(path)s, %(status)s, %(request_id)s);

-- name: prune
-- What is older is no longer kept; so many rows at a time.
delete from ops.audit where id in (
  select id from ops.audit where at < %(before)s order by at limit %(most)s);
