-- name: ask
-- Somebody who may asks for something; workers that wait are told.
with asked as (
  insert into ops.requests (kind, arguments, actor)
  values (%(kind)s, %(arguments)s, %(actor)s) returning id
)
select id, pg_notify('trr_requests', '') from asked;

-- name: claim
-- The oldest that nobody does, or whose worker is gone, for so many seconds.
update ops.requests set attempts = attempts + 1,
  claimed_until = now() + make_interval(secs => %(seconds)s)
where id = (
  select id from ops.requests
  where finished_at is null and (claimed_until is null or claimed_until < now())
  order by requested_at, id
  for update skip locked limit 1)
returning id, kind, arguments, actor, attempts;

-- name: renew
-- Its worker lives: the claim holds on.
update ops.requests set claimed_until = now() + make_interval(secs => %(seconds)s)
where id = %(id)s and finished_at is null;

-- name: release
-- Its worker cannot do it just now; another one may.
update ops.requests set claimed_until = null where id = %(id)s and finished_at is null;

-- name: finish
-- What became of it; no row where that is known already. What was to be said, and why, is
-- in the override as long as it stands, and nowhere when it was taken down.
update ops.requests set finished_at = now(), claimed_until = null,
  arguments = arguments - '{value,reason}'::text[], outcome = %(outcome)s,
  notes = %(notes)s, run_id = %(run_id)s
where id = %(id)s and finished_at is null
returning id;

-- name: end
-- What became of it; all null as long as that is not known.
select outcome, notes, run_id from ops.requests where id = %(id)s;

-- name: prune
-- What was done before is no longer kept; so many rows at a time.
delete from ops.requests where id in (
  select id from ops.requests where finished_at < %(before)s
  order by requested_at limit %(most)s);
