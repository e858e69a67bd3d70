-- name: head
-- Which feed it is, up to where it was pruned, and the cursor of its last event.
select id, pruned_through,
  greatest(pruned_through, coalesce((select max(seq) from ops.events), 0))
from ops.feed;

-- name: events
-- The events of a stretch of the feed, in its order.
select seq, entity, entity_id, kind, fields, show_id, run_id, at
from ops.events
where seq > %(since)s and (%(until)s::bigint is null or seq <= %(until)s)
order by seq
limit %(limit)s;

-- name: events_of
-- The same of some shows and people alone. Each is read along an index of its own: one
-- condition for all might read the whole stretch. None comes twice, as no event is of a
-- show and a person.
select seq, entity, entity_id, kind, fields, show_id, run_id, at
from (
  select e.* from unnest(%(shows)s::uuid[]) as wanted (id)
  cross join lateral (
    select * from ops.events o
    where o.show_id = wanted.id and o.seq > %(since)s
      and (%(until)s::bigint is null or o.seq <= %(until)s)
    order by o.seq limit %(limit)s
  ) e
  union all
  select e.* from unnest(%(people)s::uuid[]) as wanted (id)
  cross join lateral (
    select * from ops.events o
    where o.entity = 'person' and o.entity_id = wanted.id and o.seq > %(since)s
      and (%(until)s::bigint is null or o.seq <= %(until)s)
    order by o.seq limit %(limit)s
  ) e
) told
order by seq
limit %(limit)s;

-- name: prune
-- Take away what is older than a time, but nothing that comes after something younger:
-- what is left has no holes but those of rollbacks.
with last as (
  select max(seq) as seq from ops.events
  where seq < coalesce(
    (select e.seq from ops.events e
      where e.seq is not null and e.at >= %(before)s order by e.seq limit 1),
    9223372036854775807)
),
noted as (
  update ops.feed f set pruned_through = last.seq from last
  where last.seq > f.pruned_through
),
gone as (
  delete from ops.events e using last where e.seq <= last.seq returning 1
)
select count(*) from gone;
