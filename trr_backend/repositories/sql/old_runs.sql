-- name: forget_items
-- What runs did that ended before a time, item by item; what they left undone stays. So
-- many rows at a time.
delete from ops.run_items i using (
  select o.run_id, o.stage, o.item
  from ops.runs r join ops.run_items o on o.run_id = r.id
  where r.finished_at < %(before)s and o.outcome = 'done'
  limit %(most)s) old
where i.run_id = old.run_id and i.stage = old.stage and i.item = old.item;

-- name: forget_tasks
-- Tasks that are done, of runs that ended before a time; by the others one can ask again
-- for what was left undone.
delete from ops.tasks where id in (
  select t.id from ops.runs r join ops.tasks t on t.run_id = r.id
  where r.finished_at < %(before)s and t.state = 'done'
  limit %(most)s);

-- name: forget_runs
-- Runs that ended before a time; of a command that was killed, that began before it. With
-- them goes all that is noted of them, so fewer at a time.
delete from ops.runs where id in (
  select id from ops.runs
  where finished_at < %(before)s
    or (finished_at is null and queued_at is null and started_at < %(before)s)
  limit %(most)s / 100);

-- name: has_engine
-- Whether a worker has ever made the engine's tables.
select to_regclass('jobs.workflow_status') is not null;
