-- The feed as others read it: which show an event belongs to, how far it was pruned, and
-- who is told of it by webhook. What a show's readers follow are its own events and
-- those of its seasons and episodes, so each of them keeps the show.
alter table ops.events add column show_id uuid;
create index events_of_show on ops.events (show_id, seq) where show_id is not null;
create index events_by_age on ops.events (at);

-- One row. Every event up to pruned_through is gone: who has read less than that, but
-- something, cannot go on without a gap and has to read everything anew.
create table ops.feed (
  only_one boolean primary key default true check (only_one),
  pruned_through bigint not null default 0
);
insert into ops.feed default values;

-- A show that is published or hidden by hand, in SQL, is a change like any other: what
-- was kept of it elsewhere has to go. Commands never write this column.
create function ops.tell_published() returns trigger language plpgsql
set search_path = '' as $$
begin
  insert into ops.events (entity, entity_id, kind, fields, show_id)
  values ('show', new.id, 'updated', array['published'], new.id);
  return null;
end $$;
create trigger tell_published after update of published on core.shows
  for each row when (old.published is distinct from new.published)
  execute function ops.tell_published();
revoke execute on function ops.tell_published() from public;

-- How far a run is, as its process last said: {"stage", "done", "failed", "total"}.
alter table ops.runs add column progress jsonb;

-- Whoever follows runs is told where each begins, goes on and ends. Not kept, unlike
-- events: the row says how far it is now.
create function ops.tell_progress() returns trigger language plpgsql
set search_path = '' as $$
begin
  perform pg_notify('trr_progress', json_build_object(
    'run_id', new.id,
    'command', new.command,
    'stage', new.progress -> 'stage',
    'done', coalesce(new.progress -> 'done', '0'),
    'failed', coalesce(new.progress -> 'failed', '0'),
    'total', new.progress -> 'total',
    'outcome', new.outcome,
    'at', to_char(now() at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"')
  )::text);
  return null;
end $$;
create trigger tell_progress after insert or update of progress, outcome on ops.runs
  for each row execute function ops.tell_progress();
revoke execute on function ops.tell_progress() from public;

create index runs_by_start on ops.runs (started_at desc, id desc);

-- Who is told of changes. Everything up to `cursor` was delivered; secret is what the
-- deliveries are signed with (Standard Webhooks), so it cannot be a digest.
create table ops.webhooks (
  id uuid primary key default gen_random_uuid(),
  url text not null,
  topics text[] not null,
  secret text not null,
  cursor bigint not null,
  created_at timestamptz not null default now(),
  -- Of the deliveries since the last that was taken: how many failed, since when, when
  -- the next try is due, what was said last.
  failures integer not null default 0,
  failing_since timestamptz,
  next_try_at timestamptz not null default now(),
  last_error text,
  last_delivery_at timestamptz,
  -- Who delivers just now: its claim ends by itself.
  claimed_until timestamptz,
  disabled_at timestamptz,
  unique (url, topics)
);

-- What the API was asked to do by somebody who may: a worker takes it. The row stays as
-- the record of who asked for what and what became of it.
create table ops.requests (
  id uuid primary key default gen_random_uuid(),
  kind text not null,
  arguments jsonb not null,
  actor text not null,
  requested_at timestamptz not null default now(),
  -- A worker that died with it does not renew this: another one takes it then, but not
  -- for ever what every worker died of.
  claimed_until timestamptz,
  attempts integer not null default 0,
  finished_at timestamptz,
  outcome text check (outcome in ('done', 'refused', 'failed')),
  -- Lines for the person who asked; for `refused` and `failed` the reason.
  notes text[] not null default '{}',
  run_id uuid,
  check ((outcome is null) = (finished_at is null))
);
create index requests_waiting on ops.requests (requested_at) where finished_at is null;
create index requests_by_time on ops.requests (requested_at desc, id desc);

-- Every call of an admin endpoint by somebody who was let in, reads as well.
create table ops.audit (
  id uuid primary key default gen_random_uuid(),
  at timestamptz not null default now(),
  actor text not null,
  address text,
  method text not null,
  path text not null,
  status integer not null,
  request_id text not null
);
create index audit_by_time on ops.audit (at desc, id desc);

alter table ops.feed enable row level security;
alter table ops.webhooks enable row level security;
alter table ops.requests enable row level security;
alter table ops.audit enable row level security;
grant all on ops.feed, ops.webhooks, ops.requests, ops.audit to service_role;
