-- name: add
-- A routine that this database has not; one that it has stays as it is set.
insert into ops.schedules (name, command, options, cron)
values (%(name)s, %(command)s, %(options)s, %(cron)s)
on conflict (name) do nothing;

-- name: load
-- The time, and the schedules, or one of them, with the runs that they asked for last; a
-- row without a name where there is none.
select t.now, s.name, s.command, s.options, s.cron, s.timezone, s.enabled, s.last_tick,
  s.updated_at, r.id, r.actor, r.queued_at, r.started_at, r.finished_at, r.outcome
from (select now() as now) t
left join ops.schedules s on %(name)s::text is null or s.name = %(name)s
left join ops.runs r on r.id = s.last_run_id
order by s.name;

-- name: take
-- One schedule, for whoever comes first: others have nothing to do.
select name from ops.schedules where name = %(name)s and enabled
for update skip locked;

-- name: tick
-- A tick was acted upon; without a run it was passed over.
update ops.schedules set last_tick = %(tick)s,
  last_run_id = coalesce(%(run_id)s, last_run_id)
where name = %(name)s;

-- name: forget_future
-- What was noted by a clock that was far ahead: it counts from now on.
update ops.schedules set last_tick = least(last_tick, now()),
  updated_at = least(updated_at, now())
where name = %(name)s;

-- name: change
-- When it ticks, and whether; ticks from before do not count.
update ops.schedules set cron = %(cron)s, timezone = %(timezone)s,
  enabled = %(enabled)s, updated_at = now()
where name = %(name)s;
