-- name: unused
-- Fragment: picture a shows nothing, is no smaller copy of anything, and is old enough.
-- A claim that was just made has no link yet.
{old}
and not exists (select from core.media_links l where l.sha256 = a.sha256)
and not exists (select from core.media_variants v where v.variant_sha256 = a.sha256)

-- name: old
-- Fragment: since a moment nobody claimed or confirmed picture a.
greatest(a.claimed_at, a.confirmed_at) <= %(before)s
and (a.confirmed_at is not null or a.claimed_at <= now() - interval '1 day')

-- name: count
-- How many such pictures there are, how many smaller copies go when they are gone, and
-- how many bytes all these have.
with unused as materialized (
  select a.sha256, a.bytes from core.media_assets a where {unused}
),
copies as (
  select distinct a.sha256, a.bytes from unused u
  join core.media_variants v on v.sha256 = u.sha256
  join core.media_assets a on a.sha256 = v.variant_sha256
  where {old}
    and not exists (select from core.media_links l where l.sha256 = a.sha256)
    and not exists (select from core.media_variants o
      where o.variant_sha256 = a.sha256
        and not exists (select from unused x where x.sha256 = o.sha256))
)
select (select count(*)::integer from unused), (select count(*)::integer from copies),
  (select coalesce(sum(bytes), 0)::bigint
    from (select bytes from unused union all select bytes from copies) x);

-- name: page
-- The next such pictures, by their hashes.
select a.sha256, a.key from core.media_assets a
where a.sha256 > %(after)s and {unused}
order by a.sha256 limit %(limit)s;

-- name: named
-- Those of these keys that some picture has.
select key from core.media_assets where key = any(%(keys)s);

-- name: take_place
-- Claims the place of an object, so that whoever would put it there waits. Neither what
-- it is nor its size is known, and nobody ever sees this row.
insert into core.media_assets (sha256, key, content_type, bytes, width, height)
values (%(sha256)s, %(key)s, 'application/octet-stream', 1, 1, 1)
on conflict do nothing returning key;

-- name: other_place
-- Where these bytes are to lie, held until the commit.
select key from core.media_assets where sha256 = %(sha256)s for update;

-- name: leave_place
-- The place is free again.
delete from core.media_assets where sha256 = %(sha256)s;
