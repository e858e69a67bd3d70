-- name: runs
-- One page of the runs, the latest first, and the place of the next.
with chosen as (
  select x.*, x.started_at as sort_key
  from ops.runs x
  where (%(command)s::text is null or x.command = %(command)s)
    and (%(outcome)s::text is null or coalesce(x.outcome, 'running') = %(outcome)s)
    and (%(state)s::text is null or {run_state} = %(state)s)
    and {seek}
  order by x.started_at desc, x.id desc
  limit %(limit)s + 1
),
{page}
select coalesce(json_agg(json_build_object({run}) order by x.n) filter (where {fits}),
    '[]')::text,
  null,
  {place}
from page x cross join {paced} t;

-- name: one_run
-- A run with what it was asked for and what it said at its end.
select json_build_object({run}, 'options', x.options, 'summary', x.summary)::text,
  null, null, null
from ops.runs x cross join {paced} t where x.id = %(id)s;

-- name: run
-- Fragment: what is told of run x, paced as t. One of a command's own process that has no
-- outcome goes on, or was killed.
'id', x.id,
'command', x.command,
'state', {run_state},
'outcome', x.outcome,
'actor', x.actor,
'priority', case when x.queued_at is not null then x.priority end,
'retry_of', x.retry_of,
'queued_at', to_char(x.queued_at at time zone 'UTC', {instant}),
'started_at', to_char(x.started_at at time zone 'UTC', {instant}),
'begun_at', to_char({begun_at} at time zone 'UTC', {instant}),
'cancel_asked_at', to_char(x.cancel_asked_at at time zone 'UTC', {instant}),
'finished_at', to_char(x.finished_at at time zone 'UTC', {instant}),
'stage_ends_at', to_char(t.stage_ends_at at time zone 'UTC', {instant}),
'expected_end_at', to_char(t.expected_end_at at time zone 'UTC', {instant}),
'waited_seconds', round(extract(epoch from
  coalesce({begun_at}, x.finished_at, now()) - x.queued_at), 3)::float8,
'seconds', round(extract(epoch from
  coalesce(x.finished_at, now()) - {begun_at}), 3)::float8,
'requests', t.requests,
'progress', x.progress,
'stages', t.stages

-- name: run_state
-- Fragment: whether run x waits for a worker, goes on or has ended.
case when x.finished_at is not null then 'ended'
  when x.queued_at is not null and x.begun_at is null then 'queued'
  else 'running' end

-- name: begun_at
-- Fragment: when work on run x began; a command's own process begins it at once.
case when x.queued_at is null then x.started_at else x.begun_at end

-- name: progress_of_runs
-- How far runs are: these, or all that go on or wait, the latest hundred: of commands that
-- were killed there may be any number, which never end.
select json_build_object(
    'run_id', x.id,
    'command', x.command,
    'state', {run_state},
    'stage', x.progress ->> 'stage',
    'done', coalesce((x.progress ->> 'done')::integer, 0),
    'failed', coalesce((x.progress ->> 'failed')::integer, 0),
    'total', (x.progress ->> 'total')::integer,
    'outcome', x.outcome,
    'requests', t.requests,
    'stage_ends_at', to_char(t.stage_ends_at at time zone 'UTC', {instant}),
    'expected_end_at', to_char(t.expected_end_at at time zone 'UTC', {instant}),
    'stages', t.stages,
    'at', to_char(coalesce(x.finished_at, now()) at time zone 'UTC', {instant})
  )::text
from (
  select * from ops.runs
  where case when %(ids)s::uuid[] is null then finished_at is null
    else id = any(%(ids)s) end
  order by started_at desc, id desc
  limit 100
) x
cross join {paced} t
order by x.started_at, x.id;

-- name: run_items
-- One page of the items of a run, by stage and name, and the place of the next.
with run as (select id from ops.runs where id = %(id)s),
chosen as (
  select i.*, i.run_id as id, {key} as sort_key
  from ops.run_items i
  where i.run_id = %(id)s
    and (%(outcome)s::text is null or i.outcome = %(outcome)s) and {seek}
  order by sort_key, i.run_id
  limit %(limit)s + 1
),
{page}
select case when exists (select from run) then
    coalesce(json_agg(json_build_object(
      'stage', x.stage,
      'item', x.item,
      'outcome', x.outcome,
      'error', x.error,
      'finished_at', to_char(x.finished_at at time zone 'UTC', {instant})
    ) order by x.n) filter (where {fits}), '[]')::text
  end,
  null,
  {place}
from page x;

-- name: run_tasks
-- One page of the tasks of a run, as they were planned, and the place of the next.
with run as (select id from ops.runs where id = %(id)s),
chosen as (
  select k.*, {key} as sort_key
  from ops.tasks k
  where k.run_id = %(id)s and (%(state)s::text is null or k.state = %(state)s) and {seek}
  order by sort_key, k.id
  limit %(limit)s + 1
),
{page}
select case when exists (select from run) then
    coalesce(json_agg(json_build_object(
      'id', x.id,
      'wave', x.wave,
      'part', x.part,
      'queue', x.queue,
      'state', x.state,
      'entity', x.entity,
      'entity_ids', x.scope,
      'attempts', x.attempts,
      'error', x.error,
      'worker', x.worker,
      'queued_at', to_char(x.queued_at at time zone 'UTC', {instant}),
      'due_at', to_char(x.due_at at time zone 'UTC', {instant}),
      'started_at', to_char(x.started_at at time zone 'UTC', {instant}),
      'finished_at', to_char(x.finished_at at time zone 'UTC', {instant})
    ) order by x.n) filter (where {fits}), '[]')::text
  end,
  null,
  {place}
from page x;

-- name: workers
-- Whoever takes tasks, the living first, and what each does.
select ({worker_list})::text, null, null, null;

-- name: worker_list
-- Fragment: the same as a value.
select coalesce(json_agg(json_build_object(
    'name', w.name,
    'state', w.state,
    'host', w.host,
    'pid', w.pid,
    'version', w.version,
    'queues', w.queues,
    'concurrency', w.concurrency,
    'started_at', to_char(w.started_at at time zone 'UTC', {instant}),
    'seen_at', to_char(w.seen_at at time zone 'UTC', {instant}),
    'ended_at', to_char(w.ended_at at time zone 'UTC', {instant}),
    'tasks', coalesce(d.tasks, '[]')
  ) order by w.ended_at is not null, w.state, w.name), '[]')
from (
  select *, case when ended_at is not null then 'ended'
    when seen_at < now() - make_interval(secs => %(dead_after)s) then 'silent'
    else 'alive' end as state
  from ops.workers
  order by seen_at desc limit %(limit)s
) w
left join lateral (
  select json_agg(json_build_object(
    'id', k.id,
    'run_id', k.run_id,
    'command', r.command,
    'wave', k.wave,
    'queue', k.queue,
    'entities', cardinality(k.scope),
    'started_at', to_char(k.started_at at time zone 'UTC', {instant})
  ) order by k.started_at, k.id) as tasks
  from ops.tasks k join ops.runs r on r.id = k.run_id
  where k.worker = w.name and k.epoch = w.epoch and k.state = 'running'
) d on true

-- name: in_hand
-- What goes on and waits: runs, or those that are named, workers, tasks that wait, and
-- schedules. A run of a command's own process that nobody has heard of for an hour was
-- killed, in all likelihood.
select json_build_object(
    'at', to_char(now() at time zone 'UTC', {instant}),
    'runs', (
      select coalesce(json_agg(json_build_object({run}) order by
        x.begun_at is null and x.queued_at is not null, x.priority, x.started_at), '[]')
      from (
        select r.* from ops.runs r
        where case when %(run)s::text is not null then r.id::text like %(run)s || '%%'
          else r.finished_at is null and (r.queued_at is not null
            or r.started_at > now() - interval '1 hour'
            or exists (select from ops.stage_samples s where s.run_id = r.id
              and s.bucket > extract(epoch from now()) / 5 - 720)) end
        order by r.started_at desc
        limit 50
      ) x cross join {paced} t),
    'workers', ({worker_list}),
    'queues', (
      select coalesce(json_object_agg(q.queue, q.tasks), '{}')
      from (
        select queue, count(*) as tasks from ops.tasks where state = 'queued'
        group by queue order by queue
      ) q),
    'schedules', (
      select coalesce(json_agg(json_build_object(
        'name', c.name,
        'command', c.command,
        'cron', c.cron,
        'timezone', c.timezone,
        'enabled', c.enabled,
        'last_tick', to_char(c.last_tick at time zone 'UTC', {instant})
      ) order by c.name), '[]')
      from ops.schedules c)
  )::text, null, null, null;
