-- name: reserve
-- The next free moments of an upstream, taken for a span of seconds: when the first is,
-- in seconds from now (generic cell rate algorithm without burst), whether a moment
-- too far ahead was thrown away, and for how many seconds nobody may send. The clock is
-- the server's, so that all workers agree; one that was set back leaves moments behind
-- that nobody should wait for: no pause is longer than `longest`, and no moment lies
-- further than `horizon` behind now or the end of a pause. How many requests there were
-- since the last reservation is added up.
with found as (select next_at from ops.limits where upstream = %(upstream)s)
insert into ops.limits as l (upstream, next_at, requests)
values (
  %(upstream)s, clock_timestamp() + %(span)s * interval '1 second', %(requests)s
)
on conflict (upstream) do update set
  requests = l.requests + excluded.requests,
  not_before = case
    when l.not_before <= clock_timestamp() + %(longest)s * interval '1 second'
    then l.not_before
  end,
  next_at = %(span)s * interval '1 second' + (
    select case
      when l.next_at > earliest + %(horizon)s * interval '1 second' then earliest
      else greatest(l.next_at, earliest)
    end
    from (
      select greatest(clock_timestamp(), case
        when l.not_before <= clock_timestamp() + %(longest)s * interval '1 second'
        then l.not_before
      end) as earliest
    ) pause
  )
returning
  greatest(0, extract(epoch from
    next_at - %(span)s * interval '1 second' - clock_timestamp()))::float8,
  coalesce((select found.next_at from found) > l.next_at, false),
  coalesce(greatest(0, extract(epoch from not_before - clock_timestamp())), 0)::float8;

-- name: held
-- For how many seconds nobody may send; no row: for none.
select greatest(0, extract(epoch from not_before - clock_timestamp()))::float8
from ops.limits
where upstream = %(upstream)s
  and not_before <= clock_timestamp() + %(longest)s * interval '1 second';

-- name: push_back
-- Nobody sends for a while: the upstream asked for it. A pause that lasts longer than
-- `longest` was begun by a clock that has been set back since.
insert into ops.limits as l (upstream, next_at, not_before)
values (
  %(upstream)s,
  clock_timestamp() + %(seconds)s * interval '1 second',
  clock_timestamp() + %(seconds)s * interval '1 second'
)
on conflict (upstream) do update set
  next_at = greatest(l.next_at, excluded.next_at),
  not_before = case
    when l.not_before <= clock_timestamp() + %(longest)s * interval '1 second'
    then greatest(l.not_before, excluded.not_before)
    else excluded.not_before
  end;
