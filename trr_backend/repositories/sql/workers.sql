-- name: sit
-- Takes a name: a new epoch of it, unless somebody who lives has it.
insert into ops.workers as w (name, host, pid, version, queues, concurrency)
values (%(name)s, %(host)s, %(pid)s, %(version)s, %(queues)s, %(concurrency)s)
on conflict (name) do update set
  epoch = w.epoch + 1, host = excluded.host, pid = excluded.pid,
  version = excluded.version, queues = excluded.queues,
  concurrency = excluded.concurrency, started_at = now(), seen_at = now(),
  ended_at = null
returning epoch;

-- name: unseat
-- Ends the session that holds a name whose worker was silent for so long: its host may
-- be gone, which a server learns after hours.
select pg_terminate_backend(l.pid) from pg_locks l
where l.locktype = 'advisory' and l.classid = 8 and l.objsubid = 2
  and l.objid = (hashtext(%(name)s)::bigint & 4294967295)::oid
  and l.database = (select oid from pg_database where datname = current_database())
  and exists (
    select from ops.workers where name = %(name)s
      and seen_at < clock_timestamp() - make_interval(secs => %(secs)s));

-- name: hold
-- The name is this session's as long as it lasts; false: somebody else's session has it.
select pg_try_advisory_lock(8, hashtext(%(name)s));

-- name: beat
-- Still there; no row: another one has the name, or it was given up.
update ops.workers set seen_at = clock_timestamp()
where name = %(name)s and epoch = %(epoch)s
returning name;

-- name: check
-- Whether the epoch is still the name's.
select from ops.workers where name = %(name)s and epoch = %(epoch)s;

-- name: leave
-- It ended properly, and has nothing in hand any more.
update ops.workers set ended_at = now(), epoch = epoch + 1 where name = %(name)s and epoch = %(epoch)s;

-- name: others
-- Who has not ended, and when each was seen last.
select name, epoch, seen_at from ops.workers
where ended_at is null and name <> %(name)s
order by name;

-- name: fence
-- From here on no session of that epoch is opened; no row: it was seen meanwhile. It has
-- not ended yet: who dies before what it had is others' leaves it to be fenced again.
update ops.workers set epoch = epoch + 1
where name = %(name)s and epoch = %(epoch)s and seen_at = %(seen_at)s
returning epoch;

-- name: end_sessions
-- The sessions that were opened before it was fenced off; how many there still were. In
-- another database of the server a worker may be called the same.
select count(pg_terminate_backend(pid)) from pg_stat_activity
where datname = current_database() and application_name = any(%(names)s)
  and pid <> pg_backend_pid();

-- name: bury
-- What a fenced epoch had in hand is others' now, unless somebody has its name again.
update ops.workers set ended_at = now()
where name = %(name)s and epoch = %(epoch)s and ended_at is null;

-- name: forget
-- Names that nobody had for long and that have nothing in hand.
delete from ops.workers w
where w.seen_at < now() - interval '30 days'
  and not exists (select from ops.tasks t where t.worker = w.name and t.state = 'running');

-- name: most_at_once
-- How much the worker that does most at a time does.
select coalesce(max(concurrency), 1) from ops.workers where ended_at is null;

-- name: living
-- Who has not ended, nor was buried.
select name from ops.workers where ended_at is null;

-- name: is_anyone_there
-- Whether a worker was seen lately that has not ended.
select exists (select from ops.workers where ended_at is null
  and seen_at > clock_timestamp() - make_interval(secs => %(secs)s));
