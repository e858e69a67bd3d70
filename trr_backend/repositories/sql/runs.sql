-- name: start
-- A command begins.
insert into ops.runs (command, options) values (%(command)s, %(options)s) returning id;

-- name: finish
-- What became of it.
update ops.runs set finished_at = now(), outcome = %(outcome)s, summary = %(summary)s,
  progress = coalesce(%(progress)s::jsonb, progress)
where id = %(id)s;

-- name: tell
-- How far it is.
update ops.runs set progress = %(progress)s, stages = %(stages)s
where id = %(id)s and finished_at is null;

-- name: tell_stages
-- How far each stage came at last.
update ops.runs set stages = %(stages)s where id = %(id)s;

-- name: forget
-- A run that did nothing: it was asked for what cannot be.
delete from ops.runs where id = %(id)s;

-- name: note_items
-- What became of items of a stage; the last word counts.
insert into ops.run_items (run_id, stage, item, outcome, error, task_id)
select %(run_id)s, %(stage)s, n.item,
  case when n.error is null then 'done' else 'failed' end, n.error, %(task_id)s::uuid
from unnest(%(items)s::text[], %(errors)s::text[]) as n (item, error)
order by n.item
on conflict (run_id, stage, item) do update set outcome = excluded.outcome,
  error = excluded.error, task_id = excluded.task_id, finished_at = now();
