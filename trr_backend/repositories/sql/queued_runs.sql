-- name: twin
-- The run that waits for the very same; only one that nobody has begun.
select id from ops.runs
where queued_at is not null and begun_at is null and finished_at is null
  and cancel_asked_at is null and command = %(command)s and options = %(options)s::jsonb
  and retry_of is not distinct from %(retry_of)s::uuid
order by queued_at limit 1
for update;

-- name: hurry
-- Somebody waits for it now.
update ops.runs set priority = least(priority, %(priority)s) where id = %(id)s;

-- name: lock
-- Of those who ask for the very same at once, one makes the row.
select pg_advisory_xact_lock(hashtextextended(%(command)s || %(options)s, 7));

-- name: enqueue
-- A run that a worker takes.
insert into ops.runs (command, options, actor, priority, retry_of, queued_at)
values (%(command)s, %(options)s::jsonb, %(actor)s, %(priority)s, %(retry_of)s, now())
returning id;

-- name: state
-- What can still be done to a run.
select queued_at is not null, finished_at is not null from ops.runs where id = %(id)s
for update;

-- name: ask_cancel
-- It shall end: workers are told by a trigger. One that nobody has begun ends here.
update ops.runs set cancel_asked_at = coalesce(cancel_asked_at, now()),
  finished_at = case when begun_at is null then now() end,
  outcome = case when begun_at is null then 'cancelled' end
where id = %(id)s and finished_at is null;

-- name: latest_failed
-- The latest run of workers of which something was left undone that nobody has asked for
-- again.
select r.id from ops.runs r
where r.queued_at is not null
  and r.outcome in ('done_with_failures', 'failed', 'stopped')
  and not exists (select from ops.runs n where n.retry_of = r.id)
order by r.finished_at desc limit 1;

-- name: to_retry
-- What a run was, and whether anything of it was left undone.
select command, options, queued_at is not null, finished_at is not null,
  outcome in ('done_with_failures', 'failed', 'stopped', 'cancelled')
from ops.runs where id = %(id)s;

-- name: to_take
-- Runs that workers have in hand, or shall take; the one that matters most first.
select id, command, options, priority, retry_of, cancel_asked_at is not null, delivery
from ops.runs
where queued_at is not null and finished_at is null
order by priority, queued_at;

-- name: load
-- One run, unless it has ended; nothing of it is planned at the same time.
select id, command, options, priority, retry_of, cancel_asked_at is not null, delivery
from ops.runs where id = %(id)s and queued_at is not null and finished_at is null
for no key update;

-- name: begin
-- A worker plans it; how long it waited is in queued_at.
update ops.runs set begun_at = coalesce(begun_at, now()),
  started_at = case when begun_at is null then now() else started_at end
where id = %(id)s and finished_at is null;

-- name: cancelled
-- Which of these runs shall end or have ended; none of the others ends meanwhile.
select id, cancel_asked_at is not null or finished_at is not null from ops.runs
where id = any(%(ids)s)
for share;

-- name: redeliver
-- The engine has ended with it and the run has not: it is handed over anew, by one.
update ops.runs set delivery = delivery + 1
where id = %(id)s and delivery = %(delivery)s and finished_at is null
returning delivery;

-- name: outcome
-- How a run ended.
select outcome from ops.runs where id = %(id)s;
