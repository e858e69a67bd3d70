-- name: calls
-- One page of the calls of admin endpoints, the newest first, and the place of the next.
with chosen as (
  select a.*, a.at as sort_key
  from ops.audit a
  where (%(actor)s::text is null or a.actor = %(actor)s) and {seek}
  order by a.at desc, a.id desc
  limit %(limit)s + 1
),
{page}
select coalesce(json_agg(json_build_object(
    'id', x.id,
    'at', to_char(x.at at time zone 'UTC', {instant}),
    'actor', x.actor,
    'address', x.address,
    'method', x.method,
    'path', x.path,
    'status', x.status,
    'request_id', x.request_id
  ) order by x.n) filter (where {fits}), '[]')::text,
  null,
  {place}
from page x;

-- name: questions
-- One page of what waits for a person and can be decided now, the oldest first; as
-- `open` of review.sql.
with chosen as (
  select r.*, l.label, r.asked_at as sort_key
  from ops.review_items r
  join ops.labels l on l.entity = r.entity and l.id = r.entity_id
  where r.decided_at is null and (%(kind)s::text is null or r.kind = %(kind)s)
    and not exists (select from core.shows s where r.entity = 'show'
      and s.id = r.entity_id and s.merged_into is not null)
    and {seek}
  order by r.asked_at, r.id
  limit %(limit)s + 1
),
{page}
select coalesce(json_agg(json_build_object(
    'id', x.id,
    'kind', x.kind,
    'entity', x.entity,
    'entity_id', x.entity_id,
    'label', x.label,
    'reason', x.reason,
    'candidates', x.candidates,
    'confidence', x.confidence,
    'asked_at', to_char(x.asked_at at time zone 'UTC', {instant})
  ) order by x.n) filter (where {fits}), '[]')::text,
  null,
  {place}
from page x;

-- name: decisions
-- One page of the fields about which a person has decided, the newest first.
with chosen as (
  select o.*, o.entity_id as id, coalesce(l.label, o.entity_id::text) as label,
    {key} as sort_key
  from core.overrides o
  left join ops.labels l on l.entity = o.entity and l.id = o.entity_id
  where {seek}
  order by sort_key desc, o.entity_id desc
  limit %(limit)s + 1
),
{page}
select coalesce(json_agg(json_build_object(
    'entity', x.entity,
    'id', x.entity_id,
    'label', x.label,
    'field', x.field,
    'value', x.value,
    'how', case when x.locked then 'locked' when x.value = 'null' then 'taken down'
      else 'set' end,
    'reason', x.reason,
    'set_at', to_char(x.set_at at time zone 'UTC', {instant})
  ) order by x.n) filter (where {fits}), '[]')::text,
  null,
  {place}
from page x;

-- name: requests
-- One page of what was asked of the workers, the latest first, and the place of the next.
with chosen as (
  select q.*, q.requested_at as sort_key
  from ops.requests q
  where (%(outcome)s::text is null or coalesce(q.outcome, 'waiting') = %(outcome)s)
    and {seek}
  order by q.requested_at desc, q.id desc
  limit %(limit)s + 1
),
{page}
select coalesce(json_agg(json_build_object({request}) order by x.n)
    filter (where {fits}), '[]')::text,
  null,
  {place}
from page x;

-- name: request
-- Fragment: what is told of request x; without an outcome it waits or is being done.
'id', x.id,
'kind', x.kind,
'arguments', x.arguments,
'actor', x.actor,
'requested_at', to_char(x.requested_at at time zone 'UTC', {instant}),
'finished_at', to_char(x.finished_at at time zone 'UTC', {instant}),
'outcome', x.outcome,
'notes', x.notes,
'run_id', x.run_id

-- name: one_request
-- One request, and what became of it.
select json_build_object({request})::text, null, null, null
from ops.requests x where x.id = %(id)s;
