-- How fast the stages of a run go: how many items were worked on, each five seconds.

-- `bucket` is the time in units of five seconds since 1970, `worked` how many items were
-- worked on at its end, `at` when its first word came. While a run goes on, the last
-- minute of each stage is kept; of an ended one, the last row: when the stage was through.
-- What `progress` counts, a wave of tasks or the stage that is on, is `@` and its name.
create table ops.stage_samples (
  run_id uuid not null references ops.runs on delete cascade,
  stage text not null,
  bucket bigint not null,
  at timestamptz not null default now(),
  worked bigint not null,
  primary key (run_id, stage, bucket)
);
-- The last run of a command: what follows a stage is expected to take as long again.
create index runs_by_command on ops.runs (command, finished_at desc)
  where finished_at is not null;

-- Some items are worked on and are neither: nothing was found in them.
create function ops.worked(stage jsonb) returns bigint language sql immutable
set search_path = '' as $$
  select coalesce((stage ->> 'total')::bigint - (stage ->> 'left')::bigint,
    coalesce((stage ->> 'done')::bigint, 0) + coalesce((stage ->> 'failed')::bigint, 0))
$$;

create function ops.sample_stages() returns trigger language plpgsql
set search_path = '' as $$
declare
  this_bucket bigint := floor(extract(epoch from now()) / 5);
  -- A minute ago; of an ended run nothing but the last is wanted.
  old_bucket bigint := this_bucket - case when new.finished_at is null then 12 else 0 end;
begin
  insert into ops.stage_samples as s (run_id, stage, bucket, worked)
  select new.id, e.key, this_bucket, ops.worked(e.value)
  from jsonb_each(new.stages) e
  where not old.stages ? e.key or ops.worked(old.stages -> e.key) <> ops.worked(e.value)
  union all
  select new.id, '@' || (new.progress ->> 'stage'), this_bucket,
    (new.progress ->> 'done')::bigint
  where new.finished_at is null and new.progress ->> 'done' is not null
    and (old.progress ->> 'stage' is distinct from new.progress ->> 'stage'
      or old.progress ->> 'done' is distinct from new.progress ->> 'done')
  on conflict (run_id, stage, bucket) do update set worked = excluded.worked;
  delete from ops.stage_samples s
  where s.run_id = new.id and exists (select from ops.stage_samples l
    where l.run_id = s.run_id and l.stage = s.stage
      and l.bucket > s.bucket and l.bucket <= old_bucket);
  return null;
end $$;
create trigger sample_stages after update of stages, progress, finished_at on ops.runs
  for each row when (old.stages is distinct from new.stages
    or old.progress is distinct from new.progress
    or old.finished_at is distinct from new.finished_at)
  execute function ops.sample_stages();
revoke execute on function ops.worked(jsonb), ops.sample_stages() from public;

-- Whoever follows runs is told as well when one is begun or shall end, and of its stages;
-- they are too many for the message itself, so who wants them reads them.
drop trigger tell_progress on ops.runs;
create trigger tell_progress
  after insert or update of progress, outcome, stages, begun_at, cancel_asked_at on ops.runs
  for each row execute function ops.tell_progress();

alter table ops.stage_samples enable row level security;
grant all on ops.stage_samples to service_role;
