-- name: paced
-- Fragment: the stages of run x with the items a second of the last half minute, and when
-- it is expected to end. What is on, a stage or a wave of tasks, ends when the rest of its
-- items is done as fast; the run as long after that as the last run of its command did,
-- for as many items. Null where one of these is not known. See ADR 0053.
lateral (
  with told as (
    select e.key as stage, coalesce((e.value ->> 'at')::integer, 0) as place,
      coalesce((e.value ->> 'done')::bigint, 0) as done,
      coalesce((e.value ->> 'failed')::bigint, 0) as failed,
      coalesce((e.value ->> 'unchanged')::bigint, 0) as unchanged,
      (e.value ->> 'left')::bigint as left,
      coalesce((e.value ->> 'requests')::bigint, 0) as requests,
      coalesce((e.value ->> 'seconds')::float8, 0) as seconds,
      ops.worked(e.value) as worked
    from jsonb_each(x.stages) e
  ),
  rated as materialized (
    select s.*, p.rate
    from told s left join lateral ({pace}) p on s.left > 0 and x.finished_at is null
  ),
  now_on as (
    select s.stage, s.worked + s.left as items, now() + make_interval(secs =>
      case when p.rate > 0 then least(s.left / p.rate, 1e8)
        when s.worked + s.left = 1 then {step_seconds} end) as ends_at
    from (
      select '@' || (x.progress ->> 'stage') as stage,
        (x.progress ->> 'done')::bigint as worked,
        (x.progress ->> 'total')::bigint - (x.progress ->> 'done')::bigint as left
      where x.finished_at is null
    ) s
    left join lateral ({pace}) p on true
    where s.left > 0
  )
  select (
      select coalesce(json_agg(json_build_object(
        'stage', r.stage,
        'done', r.done,
        'failed', r.failed,
        'unchanged', r.unchanged,
        'left', r.left,
        'requests', r.requests,
        'seconds', round(r.seconds::numeric, 3)::float8,
        'rate', round(r.rate::numeric, 2)::float8
      ) order by r.place, r.stage), '[]')
      from rated r
    ) as stages,
    (select coalesce(sum(requests), 0)::bigint from told) as requests,
    (select ends_at from now_on) as stage_ends_at,
    (select n.ends_at + make_interval(secs => {rest_seconds})
      from now_on n cross join {run_before} f) as expected_end_at
)

-- name: step_seconds
-- Fragment: how long the stages of a step take that are on: it is one item by itself.
-- Null as long as one of them has no pace yet: `least` would pass over that.
(select case when bool_and(coalesce(r.rate > 0, false))
    then max(least(r.left / nullif(r.rate, 0), 1e8)) end
  from rated r where r.left > 0)

-- name: pace
-- Fragment: the items a second of stage s of run x since some 30 seconds ago, or since
-- its begin; none before it has gone on for two seconds.
select greatest(s.worked - b.worked, 0) / extract(epoch from now() - b.at)::float8 as rate
from (
  select a.worked, to_timestamp(5 * {half_a_minute_ago}) as at, 1 as choice
  from (
    select worked from ops.stage_samples
    where run_id = x.id and stage = s.stage and bucket < {half_a_minute_ago}
    order by bucket desc limit 1
  ) a
  union all
  select 0, min(at), 2 from ops.stage_samples
  where run_id = x.id and stage = s.stage
  order by choice limit 1
) b
where b.at < now() - interval '2 seconds'

-- name: half_a_minute_ago
-- Fragment: the sample before which more than half a minute has gone by.
floor(extract(epoch from now()) / 5 - 6)::bigint

-- name: run_before
-- Fragment: the last run of the command that ended well and was through what n counts.
lateral (
  select b.finished_at, to_timestamp(5 * (p.bucket + 1)) as through_at, p.worked as items
  from ops.runs b
  cross join lateral (
    select bucket, worked from ops.stage_samples
    where run_id = b.id and stage = n.stage
    order by bucket desc limit 1
  ) p
  where b.command = x.command and b.finished_at is not null
    and (b.queued_at is null) = (x.queued_at is null)
    and b.outcome in ('done', 'done_with_failures')
  order by b.finished_at desc limit 1
)

-- name: rest_seconds
-- Fragment: how long run f went on after that, for as many items as n has.
extract(epoch from greatest(f.finished_at - f.through_at, interval '0'))::float8
  * n.items / greatest(f.items, 1)
