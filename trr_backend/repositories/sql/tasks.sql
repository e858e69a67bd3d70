-- name: plannable
-- Of these entities, those that no task of the run has, each with whether it can be had:
-- a task of another run has it in hand, unless that one only waits and matters less.
select i.id, c.task_id is null
  or (not c.is_running and t.state = 'queued' and r.priority > %(priority)s) as free
from unnest(%(ids)s::uuid[]) with ordinality i (id, at)
left join ops.task_claims c on c.wave = %(wave)s and c.entity = %(entity)s
  and c.entity_id = i.id
left join ops.tasks t on t.id = c.task_id
left join ops.runs r on r.id = t.run_id
left join (
  select distinct o.id from ops.tasks p, unnest(p.scope) o (id)
  where p.run_id = %(run_id)s and p.wave = %(wave)s and p.state <> 'cancelled'
) planned on planned.id = i.id
where planned.id is null
order by i.at;

-- name: plan
-- The next parts of a wave; `scopes` are arrays of ids as JSON.
with parts as (
  insert into ops.tasks (run_id, wave, part, queue, entity, scope)
  select %(run_id)s, %(wave)s,
    s.at + coalesce((select max(part) from ops.tasks
      where run_id = %(run_id)s and wave = %(wave)s), 0),
    %(queue)s, %(entity)s,
    array(select jsonb_array_elements_text(s.ids)::uuid)
  from jsonb_array_elements(%(scopes)s) with ordinality s (ids, at)
  on conflict (run_id, wave, part) do nothing
  returning id, scope
)
insert into ops.task_claims as c (wave, entity, entity_id, task_id)
select %(wave)s, %(entity)s, o.id, p.id
from parts p, unnest(p.scope) o (id)
order by o.id
on conflict (wave, entity, entity_id) do update set task_id = excluded.task_id
where not c.is_running and exists (
  select from ops.tasks t join ops.runs r on r.id = t.run_id
  where t.id = c.task_id and t.state = 'queued' and r.priority > %(priority)s);

-- name: plan_step
-- The one part of a wave that is about no entity of its own.
insert into ops.tasks (run_id, wave, part, queue)
values (%(run_id)s, %(wave)s, 1, %(queue)s)
on conflict (run_id, wave, part) do nothing;

-- name: planned_waves
-- Which waves of a run have tasks.
select distinct wave from ops.tasks where run_id = %(run_id)s;

-- name: redeliver
-- Whatever the engine was told of a run, it is told again.
update ops.tasks set delivered_at = null where run_id = %(run_id)s and state = 'queued';

-- name: deliver
-- What is handed to the engine now: what is due, some at a time, in the order of the plan.
-- What nobody has begun for minutes is handed over once more. A time that is further
-- ahead than anything waits was said by a clock that has been set back since.
with due as (
  select id, delivered_at is null as is_first from ops.tasks
  where run_id = %(run_id)s and state = 'queued'
    and (due_at <= clock_timestamp()
      or due_at > clock_timestamp() + make_interval(secs => %(longest)s))
    and (delivered_at is null
      or delivered_at > clock_timestamp()
      or delivered_at < clock_timestamp() - make_interval(secs => %(again)s))
  order by part
  limit greatest(0, %(most)s - (
    select count(*) from ops.tasks
    where run_id = %(run_id)s and state = 'queued'
      and delivered_at between
        clock_timestamp() - make_interval(secs => %(again)s) and clock_timestamp()))
  for update skip locked
), handed as (
  update ops.tasks t set delivered_at = clock_timestamp(),
    delivery = t.delivery + d.is_first::integer
  from due d where t.id = d.id
  returning t.id, t.queue, t.delivery, d.is_first, t.part
)
select id, queue, delivery, is_first from handed order by part;

-- name: begin
-- A worker begins it: one that waits, one whose worker is fenced off, or one that it has
-- begun already, without having heard of it.
update ops.tasks t set state = 'running', worker = %(worker)s, epoch = %(epoch)s,
  attempts = t.attempts
    + ((t.worker, t.epoch) is distinct from (%(worker)s, %(epoch)s))::integer,
  deaths = t.deaths + (t.state = 'running'
    and (t.worker, t.epoch) is distinct from (%(worker)s, %(epoch)s))::integer,
  started_at = clock_timestamp()
from ops.runs r
where t.id = %(id)s and r.id = t.run_id
  and r.finished_at is null and r.cancel_asked_at is null
  and (t.state = 'queued' or (t.state = 'running' and (
    (t.worker, t.epoch) = (%(worker)s, %(epoch)s) or not exists (
      select from ops.workers w where w.name = t.worker and w.epoch = t.epoch))))
returning t.id, t.wave, t.entity, t.attempts, t.deaths, t.stages,
  r.id, r.command, r.options, r.priority, r.retry_of, false;

-- name: forget_failures
-- What it left undone before is what it is begun anew for.
delete from ops.run_items where task_id = %(id)s and outcome = 'failed';

-- name: reclaim
-- What a worker had that is no more waits again.
update ops.tasks t set state = 'queued', worker = null, epoch = null,
  delivered_at = null, deaths = t.deaths + 1
where t.run_id = %(run_id)s and t.state = 'running' and not exists (
  select from ops.workers w where w.name = t.worker and w.epoch = t.epoch)
returning t.id;

-- name: let_go_of
-- What they had in hand may be run by others.
update ops.task_claims set is_running = false where task_id = any(%(ids)s);

-- name: undeliver
-- The engine has handed it to somebody who ends: it is handed over again.
update ops.tasks set delivered_at = null where id = %(id)s and state = 'queued';

-- name: split
-- Its workers died at it again and again: each of its entities is a task of its own, so
-- that the one that kills them keeps no other from being done.
with parted as (
  insert into ops.tasks (run_id, wave, part, queue, entity, scope, attempts, deaths)
  select t.run_id, t.wave,
    o.at + (select max(part) from ops.tasks x
      where x.run_id = t.run_id and x.wave = t.wave),
    t.queue, t.entity, array[o.id], 0, 0
  from ops.tasks t, unnest(t.scope) with ordinality o (id, at)
  where t.id = %(id)s
  returning id, wave, entity, scope[1] as entity_id
), emptied as (
  update ops.tasks set scope = '{}', state = 'done', finished_at = clock_timestamp(),
    error = %(error)s
  where id = %(id)s
)
update ops.task_claims c set task_id = p.id, is_running = false
from parted p
where c.wave = p.wave and c.entity = p.entity and c.entity_id = p.entity_id;

-- name: busy
-- Whether a task that runs has one of its entities.
select exists (
  select from ops.task_claims c join ops.task_claims o
    on o.entity = c.entity and o.entity_id = c.entity_id and o.is_running
  where c.task_id = %(id)s and o.task_id <> c.task_id);

-- name: hold
-- Its entities are its own while it runs.
update ops.task_claims set is_running = true where task_id = %(id)s;

-- name: narrow
-- Its scope is what it has in hand: another run, that mattered more, may have taken some.
update ops.tasks set scope = array(
  select o.id from unnest(scope) with ordinality o (id, at)
  join ops.task_claims c on c.task_id = %(id)s and c.entity_id = o.id
  order by o.at)
where id = %(id)s
returning scope;

-- name: put_back
-- It waits again, for so many seconds; what it has in hand stays its own. `undo`: that it
-- was begun does not count.
update ops.tasks set state = 'queued', worker = null, epoch = null, delivered_at = null,
  attempts = attempts - %(undo)s::integer, error = %(error)s, stages = %(stages)s,
  notes = notes || %(notes)s::text[],
  due_at = clock_timestamp() + make_interval(secs => %(seconds)s)
where id = %(id)s and state = 'running' and worker = %(worker)s and epoch = %(epoch)s
returning id;

-- name: let_go
-- What it has in hand may be had by others, or only run by others.
update ops.task_claims set is_running = false where task_id = %(id)s;

-- name: tell
-- How far it is.
update ops.tasks set stages = %(stages)s
where id = %(id)s and state = 'running' and worker = %(worker)s and epoch = %(epoch)s;

-- name: end
-- What became of it.
with ended as (
  update ops.tasks set state = %(state)s, error = %(error)s, stages = %(stages)s,
    notes = notes || %(notes)s::text[], stops_run = %(stops_run)s, finished_at = clock_timestamp()
  where id = %(id)s and state = 'running' and worker = %(worker)s and epoch = %(epoch)s
  returning id
), freed as (
  delete from ops.task_claims where task_id in (select id from ended)
)
select id from ended;

-- name: cancel_waiting
-- What nobody has begun is not begun.
with ended as (
  update ops.tasks set state = 'cancelled', finished_at = clock_timestamp()
  where run_id = %(run_id)s and (state = 'queued' or (state = 'running' and not exists (
    select from ops.workers w where w.name = worker and w.epoch = ops.tasks.epoch)))
  returning id
)
delete from ops.task_claims where task_id in (select id from ended);

-- name: let_go_of_ended
-- What waits of runs that have ended, or was run by a worker that died since.
with ended as (
  update ops.tasks t set state = 'cancelled', finished_at = clock_timestamp()
  from ops.runs r
  where t.state in ('queued', 'running') and r.id = t.run_id
    and r.finished_at is not null
    and (t.state = 'queued' or not exists (
      select from ops.workers w where w.name = t.worker and w.epoch = t.epoch))
  returning t.id
)
delete from ops.task_claims where task_id in (select id from ended);

-- name: wave
-- How far a wave is.
select count(*) filter (where state in ('queued', 'running')),
  coalesce(sum(greatest(1, cardinality(scope))), 0),
  coalesce(sum(greatest(1, cardinality(scope)))
    filter (where state not in ('queued', 'running')), 0)
from ops.tasks where run_id = %(run_id)s and wave = %(wave)s;

-- name: holds
-- Whether a worker is still who it says it is.
select exists (
  select from ops.workers where name = %(worker)s and epoch = %(epoch)s);

-- name: ends
-- How many tasks of a run ended in which way, and the first error.
select state, count(*), min(error), coalesce(bool_or(stops_run), false)
from ops.tasks where run_id = %(run_id)s
group by state;

-- name: notes
-- What the tasks of a run say to whoever reads how it went, each line once.
select note from ops.tasks t, unnest(t.notes) with ordinality n (note, at)
where t.run_id = %(run_id)s
group by note order by min(t.finished_at), min(at), note limit %(most)s;

-- name: stages
-- What became of the items of each stage so far, over all tasks. What failed is what is
-- noted last of an item.
select s.key, sum((s.value ->> 'done')::bigint)::bigint,
  sum((s.value ->> 'unchanged')::bigint)::bigint,
  sum((s.value ->> 'total')::bigint)::bigint,
  sum((s.value ->> 'requests')::bigint)::bigint,
  sum((s.value ->> 'seconds')::float8),
  sum((s.value ->> 'failed')::bigint)::bigint,
  sum((s.value ->> 'left')::bigint)::bigint
from ops.tasks t, jsonb_each(t.stages) s
where t.run_id = %(run_id)s
group by s.key;

-- name: failures
-- What is left undone, stage by stage: how many, and some of them.
select stage, item, error from (
  select stage, item, error,
    row_number() over (partition by stage order by item collate "C") as at
  from ops.run_items where run_id = %(run_id)s and outcome = 'failed'
) f where at <= %(most)s
order by stage, item collate "C";

-- name: count_failures
-- How many items of each stage are left undone.
select stage, count(*) from ops.run_items
where run_id = %(run_id)s and outcome = 'failed' group by stage;

-- name: undone
-- The entities of which a run left something undone, wave by wave; of a wave without
-- entities none.
select distinct t.wave, o.id from ops.tasks t
left join lateral unnest(t.scope) o (id) on true
where t.run_id = %(run_id)s and t.state in ('failed', 'set_aside', 'cancelled');
