-- name: reserve
-- The next free moments of an upstream, taken for a span of seconds: when the first is,
-- in seconds from now (generic cell rate algorithm without burst), and whether a moment
-- too far ahead was thrown away. The clock is the server's, so that all workers agree;
-- one that was set back leaves moments behind that nobody should wait for. How many
-- requests there were since the last reservation is added up.
with found as (
  select next_at > clock_timestamp() + %(horizon)s * interval '1 second' as too_far
  from ops.limits where upstream = %(upstream)s
)
insert into ops.limits as l (upstream, next_at, requests)
values (
  %(upstream)s, clock_timestamp() + %(span)s * interval '1 second', %(requests)s
)
on conflict (upstream) do update set
  requests = l.requests + excluded.requests,
  next_at = case
    when l.next_at > clock_timestamp() + %(horizon)s * interval '1 second'
    then clock_timestamp()
    else greatest(l.next_at, clock_timestamp())
  end + %(span)s * interval '1 second'
returning
  greatest(0, extract(epoch from
    next_at - %(span)s * interval '1 second' - clock_timestamp()))::float8,
  coalesce((select too_far from found), false);

-- name: push_back
-- Nobody sends for a while: the upstream asked for it.
insert into ops.limits as l (upstream, next_at)
values (%(upstream)s, clock_timestamp() + %(seconds)s * interval '1 second')
on conflict (upstream) do update set
  next_at = greatest(l.next_at, excluded.next_at);
