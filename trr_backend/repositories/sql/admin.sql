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
