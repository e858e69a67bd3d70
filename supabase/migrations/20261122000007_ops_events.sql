-- The feed: one row per entity that really changed, written in the writer's own
-- transaction. seq is given at commit, under one lock, so that no event ever appears
-- behind a cursor that was already handed out (a plain serial is given at insert and
-- does). Rollbacks leave holes in the numbers; nothing is missed by them.
create sequence ops.events_seq;
create table ops.events (
  id bigint generated always as identity primary key,
  seq bigint unique,
  entity text not null,
  entity_id uuid not null,
  kind text not null check (kind in ('created', 'updated', 'merged')),
  fields text[] not null,
  run_id uuid,
  at timestamptz not null default now()
);

create function ops.number_event() returns trigger language plpgsql
set search_path = '' as $$
begin
  -- One key for the whole feed: numbers are given in commit order.
  perform pg_advisory_xact_lock(7381902);
  update ops.events set seq = nextval('ops.events_seq') where id = new.id;
  perform pg_notify('trr_events', '');
  return null;
end $$;
create constraint trigger number_event after insert on ops.events
  deferrable initially deferred for each row when (new.seq is null)
  execute function ops.number_event();
revoke execute on function ops.number_event() from public;
