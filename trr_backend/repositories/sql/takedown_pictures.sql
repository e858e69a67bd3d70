-- name: of_address
-- Pictures of wikis that lie at this address, or whose page does.
select distinct source, source_path from core.media_links
where wiki is not null and %(address)s in (source_path, source_url, page_url);

-- name: of_path
-- Pictures that a source names by this path. TMDb draws an SVG as PNG, under its name.
select distinct source, source_path from core.media_links
where source_path = %(path)s
  or source_path = %(drawn)s and right(source_url, length(%(path)s)) = %(path)s;

-- name: of_bytes
-- The picture of which these bytes are a smaller copy, or are what its source sent.
select sha256 from core.media_variants where variant_sha256 = %(sha256)s
union
select sha256 from core.media_links
where source_sha256 = %(sha256)s and sha256 is not null;

-- name: same
-- Under which paths pictures are known, and which bytes these paths have.
select distinct source, source_path, sha256 from core.media_links
where sha256 = any(%(digests)s) or (source, source_path) in (
  select g.source, g.path from unnest(%(sources)s::text[], %(paths)s::text[])
    as g (source, path));

-- name: of_person
-- Pictures that show a person and nothing else, whether or not they are kept.
select distinct l.source, l.source_path, l.sha256 from core.media_links l
where l.entity = 'person' and l.entity_id = %(id)s
  and not exists (select from core.media_links o where o.sha256 = l.sha256
    and (o.entity <> 'person' or o.entity_id <> %(id)s))
  and not exists (select from core.media_links o
    where o.source = l.source and o.source_path = l.source_path
      and (o.entity <> 'person' or o.entity_id <> %(id)s));

-- name: copies
-- Smaller copies of pictures, but for those that another picture has or that are listed
-- as pictures themselves.
select distinct v.variant_sha256 from core.media_variants v
where v.sha256 = any(%(digests)s)
  and not exists (select from core.media_variants o
    where o.variant_sha256 = v.variant_sha256 and o.sha256 <> all(%(digests)s))
  and not exists (select from core.media_links l
    where l.sha256 = v.variant_sha256 and l.sha256 <> all(%(digests)s));

-- name: alike
-- The keys of other pictures that are the same one in a better or a worse copy.
select distinct a.key from core.media_links l
join core.media_links o on o.entity = l.entity and o.entity_id = l.entity_id
  and o.kind = l.kind and o.linked_at is not null
  and coalesce(o.represented_by, o.sha256) = coalesce(l.represented_by, l.sha256)
join core.media_assets a on a.sha256 = o.sha256
where l.sha256 = any(%(digests)s) and o.sha256 <> all(%(digests)s)
order by a.key;

-- name: unlink
-- The pictures show nothing any more, and are not listed either.
delete from core.media_links
where sha256 = any(%(digests)s) or (source, source_path) in (
  select g.source, g.path from unnest(%(sources)s::text[], %(paths)s::text[])
    as g (source, path))
returning entity, entity_id, kind, sha256, linked_at is not null;

-- name: unpin
-- Nobody's choice names them.
delete from core.media_pins where (source, source_path) in (
  select g.source, g.path from unnest(%(sources)s::text[], %(paths)s::text[])
    as g (source, path));

-- name: forget_copies
-- They have no smaller copies.
delete from core.media_variants where sha256 = any(%(digests)s);

-- name: hide
-- Nobody sees them while their objects are being taken away; nobody is putting these.
update core.media_assets set confirmed_at = null, claimed_at = 'epoch'
where sha256 = any(%(digests)s) and confirmed_at is not null;

-- name: hidden
-- Pictures that nobody sees, for one reason or another.
select sha256, key from core.media_assets where confirmed_at is null order by key;

-- name: forget_asset
-- The object is gone. The row of a claim that was just made stays for a day: whoever
-- made it may be putting the object right now, and be killed before it is deleted.
with copies as (delete from core.media_variants where variant_sha256 = %(sha256)s)
delete from core.media_assets where sha256 = %(sha256)s and confirmed_at is null
  and claimed_at <= now() - interval '1 day';
