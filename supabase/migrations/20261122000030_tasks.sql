-- Runs that workers share: what is to be done is a row a task, which outlives any worker.

-- A run with queued_at is done by workers; begun_at is null until one takes it. Lower
-- priorities go first. stages: how far each stage is, over all of the run's tasks.
alter table ops.runs drop constraint runs_outcome_check;
alter table ops.runs
  add constraint runs_outcome_check check (
    outcome in ('done', 'done_with_failures', 'failed', 'stopped', 'cancelled')),
  add column actor text,
  add column priority smallint not null default 10,
  add column queued_at timestamptz,
  add column begun_at timestamptz,
  add column cancel_asked_at timestamptz,
  -- How often it was handed to the engine.
  add column delivery integer not null default 0,
  add column retry_of uuid references ops.runs on delete set null,
  add column stages jsonb not null default '{}';
create index runs_in_hand on ops.runs (priority, queued_at)
  where queued_at is not null and finished_at is null;

-- Whoever takes tasks. A new epoch of a name fences off the one before it: its sessions
-- are ended, and it gets no new one. seen_at is told every few seconds.
create table ops.workers (
  name text primary key,
  epoch bigint not null default 1,
  host text not null,
  pid integer not null,
  version text not null,
  queues text[] not null,
  concurrency integer not null,
  started_at timestamptz not null default now(),
  seen_at timestamptz not null default now(),
  ended_at timestamptz
);

-- One part of a run: the stages of its wave over some shows, some people, or, with an
-- empty scope, over all that was selected. `attempts` counts how often it was begun;
-- `part` makes planning the same wave twice harmless.
create table ops.tasks (
  id uuid primary key default gen_random_uuid(),
  run_id uuid not null references ops.runs on delete cascade,
  wave text not null,
  part integer not null,
  queue text not null,
  entity text check (entity in ('show', 'person')),
  scope uuid[] not null default '{}',
  state text not null default 'queued' check (
    state in ('queued', 'running', 'done', 'failed', 'set_aside', 'cancelled')),
  attempts smallint not null default 0,
  -- How often its worker died at it, and whether its error stops the whole run.
  deaths smallint not null default 0,
  stops_run boolean not null default false,
  error text,
  worker text,
  epoch bigint,
  -- How often it was handed to the engine, and when; null: it is to be.
  delivery integer not null default 0,
  delivered_at timestamptz,
  -- Of each stage: done, failed, unchanged, total, requests, seconds.
  stages jsonb not null default '{}',
  -- Lines for who reads how the run went.
  notes text[] not null default '{}',
  queued_at timestamptz not null default now(),
  due_at timestamptz not null default now(),
  started_at timestamptz,
  finished_at timestamptz,
  unique (run_id, wave, part)
);
create index tasks_in_hand on ops.tasks (run_id, state)
  where state in ('queued', 'running');
create index tasks_of_worker on ops.tasks (worker) where state = 'running';

-- What a task has in hand while it is queued or running. The same stages (of a wave) over
-- the same entity wait in one task only; and of all tasks over an entity one runs.
create table ops.task_claims (
  wave text not null,
  entity text not null,
  entity_id uuid not null,
  task_id uuid not null references ops.tasks on delete cascade,
  is_running boolean not null default false,
  primary key (wave, entity, entity_id)
);
create unique index task_claims_running on ops.task_claims (entity, entity_id)
  where is_running;
create index task_claims_of_task on ops.task_claims (task_id);

-- When what is done by itself: five fields of cron, in a time zone. last_tick is the
-- moment that was acted upon last; ticks that were missed are one.
create table ops.schedules (
  name text primary key,
  command text not null,
  options jsonb not null default '{}',
  cron text not null,
  timezone text not null default 'UTC',
  enabled boolean not null default true,
  last_tick timestamptz not null default now(),
  last_run_id uuid references ops.runs on delete set null,
  updated_at timestamptz not null default now()
);

-- Who waits for work is told of it, and who does some that it shall stop.
create function ops.tell_workers() returns trigger language plpgsql
set search_path = '' as $$
begin
  perform pg_notify('trr_tasks', case
    when new.cancel_asked_at is not null then 'cancel ' || new.id
    else 'run ' || new.id end);
  return null;
end $$;
create trigger tell_workers_queued after insert on ops.runs
  for each row when (new.queued_at is not null)
  execute function ops.tell_workers();
create trigger tell_workers_cancelled after update of cancel_asked_at on ops.runs
  for each row when (old.cancel_asked_at is null and new.cancel_asked_at is not null)
  execute function ops.tell_workers();
revoke execute on function ops.tell_workers() from public;

alter table ops.workers enable row level security;
alter table ops.tasks enable row level security;
alter table ops.task_claims enable row level security;
alter table ops.schedules enable row level security;
grant all on ops.workers, ops.tasks, ops.task_claims, ops.schedules to service_role;
