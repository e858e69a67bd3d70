-- name: runs
-- How often commands ran, by what became of them, and when one last ended well. What
-- has no outcome runs, or was killed.
select command, coalesce(outcome, 'unfinished'), count(*)::integer,
  extract(epoch from max(finished_at))::float8
from ops.runs group by 1, 2 order by 1, 2;

-- name: upstreams
-- How often each upstream was asked; wikis count as one.
select split_part(upstream, ':', 1), sum(requests)::bigint
from ops.limits group by 1 order by 1;

-- name: questions
-- What waits for a person.
select kind, count(*)::integer from ops.review_items
where decided_at is null group by 1 order by 1;

-- name: waiting
-- What the API was asked to do and no worker has done: how much, and for how long.
select count(*)::integer,
  coalesce(extract(epoch from now() - min(requested_at)), 0)::float8
from ops.requests where finished_at is null;

-- name: tasks
-- The parts of runs that workers share: how many are in which state, queue by queue.
select queue, state, count(*)::integer from ops.tasks group by 1, 2 order by 1, 2;

-- name: queued_runs
-- Runs that wait for a worker to begin them, and how long the first of them waits.
select count(*)::integer,
  coalesce(extract(epoch from now() - min(queued_at)), 0)::float8
from ops.runs where queued_at is not null and begun_at is null and finished_at is null;

-- name: workers
-- Those who take tasks and were seen just now, and those who were not and said no end.
select case when seen_at < now() - make_interval(secs => %(dead_after)s)
    then 'silent' else 'alive' end, count(*)::integer
from ops.workers where ended_at is null group by 1;

-- name: webhooks
-- Webhooks by how they fare.
select case when disabled_at is not null then 'disabled'
    when failures > 0 then 'failing' else 'well' end, count(*)::integer
from ops.webhooks group by 1 order by 1;

-- name: head
-- The last event that was committed; events have no number before.
select greatest(
  (select pruned_through from ops.feed),
  (select coalesce(max(seq), 0) from ops.events)
)::bigint;
