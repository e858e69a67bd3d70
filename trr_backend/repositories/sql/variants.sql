-- name: of_all
-- Fragment: all pictures that are linked.
select distinct l.sha256 from core.media_links l where l.linked_at is not null

-- name: of_shows
-- Fragment: those of the selected shows; `whose` is what their pictures belong to.
select distinct l.sha256 from ({whose}) w
join core.media_links l on l.entity = w.entity and l.entity_id = w.id
where l.linked_at is not null

-- name: apt
-- Fragment: readers see picture a, and it is large enough to have variants. An animation
-- has none.
a.confirmed_at is not null and a.frames = 1
and greatest(a.width, a.height) > %(narrowest)s

-- name: lacking
-- Fragment: picture a has not the variants that are made now, nor did that fail lately.
(%(force)s or a.variants_for is distinct from %(signature)s
  and (a.variants_retry_at is null or a.variants_retry_at <= now()))

-- name: count
-- How many pictures lack variants as they are made now, how many have them, and of how
-- many that failed and is not tried again yet.
select count(*) filter (where {lacking})::integer,
  count(*) filter (where not {lacking} and a.variants_for = %(signature)s)::integer,
  count(*) filter (where not {lacking}
    and a.variants_for is distinct from %(signature)s)::integer
from ({linked}) s join core.media_assets a on a.sha256 = s.sha256 where {apt};

-- name: due
-- The next pictures that lack variants, each with a kind and an entity that it shows.
with due as (
  select a.sha256, a.key, a.bytes
  from ({linked}) s join core.media_assets a on a.sha256 = s.sha256
  where s.sha256 > %(after)s and {apt} and {lacking}
  order by s.sha256 limit %(limit)s
)
select d.sha256, d.key, d.bytes, l.kind, l.label
from due d cross join lateral (
  select l.kind, {label} as label from core.media_links l
  where l.sha256 = d.sha256 and l.linked_at is not null
  order by l.entity_id, l.kind limit 1
) l
order by d.sha256;

-- name: label
-- Fragment: the name of what link l belongs to.
coalesce(
  (select b.label from ops.labels b where b.entity = l.entity and b.id = l.entity_id),
  (select n.name from core.networks n where n.id = l.entity_id),
  (select c.name from core.production_companies c where c.id = l.entity_id),
  (select p.name from core.watch_providers p where p.id = l.entity_id),
  '')

-- name: hold
-- A picture that readers see, held until its variants are stored.
select variants_for from core.media_assets
where sha256 = %(sha256)s and confirmed_at is not null for update;

-- name: replace
-- These are a picture's variants, and no others. Returns whether any came or went.
with given as (
  select * from unnest(%(format)s::text[], %(width)s::integer[],
    %(variant_sha256)s::text[]) as g (format, width, variant_sha256)
), gone as (
  delete from core.media_variants v
  where v.sha256 = %(sha256)s and not exists (
    select from given g where g.format = v.format and g.width = v.width)
  returning v.width
), came as (
  insert into core.media_variants (sha256, format, width, variant_sha256)
  select %(sha256)s, g.format, g.width, g.variant_sha256 from given g
  on conflict (sha256, format, width) do update
    set variant_sha256 = excluded.variant_sha256, made_at = now()
    where media_variants.variant_sha256 <> excluded.variant_sha256
  returning width
)
select exists (select from gone) or exists (select from came);

-- name: done
-- Its variants are those that this installation makes.
update core.media_assets set variants_for = %(signature)s, variants_tries = 0,
  variants_retry_at = null
where sha256 = %(sha256)s;

-- name: fail
-- Variants could not be made; each further try waits twice as long, a month at most.
with held as (
  select sha256 from core.media_assets where sha256 = any(%(sha256)s)
  order by sha256 for update
)
update core.media_assets a set variants_tries = a.variants_tries + 1,
  variants_retry_at = now() + interval '1 day'
    * least(power(2, least(a.variants_tries, 10)), 30)
from held h where a.sha256 = h.sha256;

-- name: shows
-- What a picture shows, as readers see it.
select l.entity, l.entity_id, l.kind, {label} from core.media_links l
where l.sha256 = %(sha256)s and l.linked_at is not null
order by l.entity, l.entity_id, l.kind;
