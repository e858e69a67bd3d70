-- name: to_check
-- Fragment: readers see picture a, or saw it until its object was found broken. A claim
-- that a stopped run left has neither; the next run that mirrors looks after it.
(a.confirmed_at is not null or exists (select from core.media_links l
  where l.sha256 = a.sha256 and l.linked_at is not null))

-- name: count
-- How many pictures and smaller copies there are to check.
select count(*)::integer from core.media_assets a where {to_check};

-- name: page
-- The next ones, by their hashes.
select {columns} from core.media_assets a
where a.sha256 > %(after)s and {to_check}
order by a.sha256 limit %(limit)s;

-- name: sample
-- Some of them, drawn at random.
select a.sha256 from core.media_assets a where {to_check}
order by random() limit %(number)s;

-- name: some
-- Those of these that are to be checked.
select {columns} from core.media_assets a
where a.sha256 = any(%(sha256)s) and {to_check} order by a.sha256;

-- name: columns
-- Fragment: what is told of a picture that is to be checked.
a.sha256, a.key, a.content_type, a.bytes, a.confirmed_at is not null,
  a.colour is not null and a.thumbhash is not null and a.phash is not null

-- name: lock
-- Whoever takes these down, away or links them waits until the commit.
select sha256 from core.media_assets where sha256 = any(%(sha256)s)
order by sha256 for update;

-- name: sources
-- Where a picture's bytes came from.
select distinct source, source_path, source_url from core.media_links
where sha256 = %(sha256)s order by source, source_path, source_url;

-- name: copied
-- The pictures of which one is a smaller copy.
select v.sha256, a.key, a.bytes, v.format from core.media_variants v
join core.media_assets a on a.sha256 = v.sha256
where v.variant_sha256 = %(sha256)s order by v.sha256, v.format;

-- name: verified
-- Their objects were there, whole.
update core.media_assets set verified_at = %(at)s where sha256 = any(%(sha256)s);

-- name: add_looks
-- What the pixels are like, where an earlier version did not say.
update core.media_assets a set colour = g.colour, thumbhash = g.thumbhash,
  phash = g.phash, frames = g.frames
from unnest(%(sha256)s::text[], %(colour)s::text[], %(thumbhash)s::text[],
  %(phash)s::text[], %(frames)s::integer[]) as g (sha256, colour, thumbhash, phash, frames)
where a.sha256 = g.sha256;

-- name: show
-- Readers see these again, where they were hidden. Those that are no picture of anything
-- by now stay hidden.
update core.media_assets a set confirmed_at = %(at)s
where a.sha256 = any(%(sha256)s) and a.confirmed_at is null and exists (
  select from core.media_links l where l.sha256 = a.sha256 and l.linked_at is not null)
returning a.sha256;

-- name: hide
-- Readers do not see these any more; what they are of stays known.
update core.media_assets a set confirmed_at = null
where a.sha256 = any(%(sha256)s) and a.confirmed_at is not null
returning a.sha256;

-- name: make_again
-- The smaller copies of pictures that lost one are due again.
update core.media_assets p set variants_for = null
from core.media_variants v
where v.variant_sha256 = any(%(sha256)s) and p.sha256 = v.sha256
  and p.variants_for is not null;

-- name: shown
-- What readers see, or saw, in these pictures or in those of which they are copies.
select distinct l.entity, l.entity_id, l.kind, s.is_copy
from (
  select sha256, false from unnest(%(sha256)s::text[]) as g (sha256)
  union all
  select v.sha256, true from core.media_variants v
  where v.variant_sha256 = any(%(sha256)s)
) as s (sha256, is_copy)
join core.media_links l on l.sha256 = s.sha256 and l.linked_at is not null
order by l.entity, l.entity_id, l.kind, s.is_copy;
