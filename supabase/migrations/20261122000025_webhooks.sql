-- What a webhook is told next, fixed before it is sent: the events up to here. The same
-- message goes out under the same id until it is taken, whoever sends it and whatever
-- happened since, so that a receiver knows what it has already.
alter table ops.webhooks add column pending_until bigint;

-- Ended runs that a webhook is still to be told of; events have their cursor for that.
create table ops.webhook_runs (
  webhook_id uuid not null references ops.webhooks on delete cascade,
  run_id uuid not null references ops.runs on delete cascade,
  primary key (webhook_id, run_id)
);
create index webhook_runs_of_run on ops.webhook_runs (run_id);

create function ops.tell_webhooks() returns trigger language plpgsql
set search_path = '' as $$
begin
  insert into ops.webhook_runs (webhook_id, run_id)
  select w.id, new.id from ops.webhooks w
  where w.disabled_at is null and w.topics && array['runs', 'run:' || new.id]
  -- One that is removed meanwhile is passed over; the end of a run shall not fail by it.
  for key share of w;
  return null;
end $$;
create trigger tell_webhooks after update of outcome on ops.runs
  for each row when (old.outcome is null and new.outcome is not null)
  execute function ops.tell_webhooks();
revoke execute on function ops.tell_webhooks() from public;

alter table ops.webhook_runs enable row level security;
grant all on ops.webhook_runs to service_role;
