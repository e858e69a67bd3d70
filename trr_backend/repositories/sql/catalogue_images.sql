-- name: seen
-- Fragment: the pictures that readers see, as link l with its asset a.
core.media_links l join core.media_assets a on a.sha256 = l.sha256
  and l.linked_at is not null and a.confirmed_at is not null

-- name: first
-- Fragment: in which order an entity's pictures of a kind stand, see
-- docs/decisions/0029. The index media_links_first says the same.
l.pinned desc, l.missing_since is not null, l.position, l.source_path collate "C"

-- name: ahead
-- Fragment: the first of the pictures l that are no near-duplicates.
l.represented_by is null order by {first} limit 1

-- name: picture
-- Fragment: what is shown of link l and asset a.
l.kind, l.language, l.source, l.source_url, l.vote_average, l.vote_count,
l.licence, l.licence_url, l.author, l.page_url,
a.sha256, a.key, a.content_type, a.width, a.height, a.colour, a.thumbhash

-- name: copies
-- Fragment: the address of picture l, its smaller copies by width, and all of them as a
-- srcset: of WebP where there is any. Without copies the srcset is null.
lateral (
  select %(media_base)s::text || '/' || l.key as url,
    coalesce(json_agg(json_build_object(
      'url', %(media_base)s::text || '/' || b.key,
      'key', b.key,
      'width', b.width,
      'height', b.height,
      'content_type', b.content_type
    ) order by b.width, v.format desc), '[]') as variants,
    coalesce(
      string_agg({width_of_copy}, ', ' order by b.width)
        filter (where v.format = 'webp'),
      string_agg({width_of_copy}, ', ' order by b.width)
    ) || ', ' || %(media_base)s::text || '/' || l.key || ' ' || l.width || 'w' as srcset
  from core.media_variants v
  join core.media_assets b on b.sha256 = v.variant_sha256 and b.confirmed_at is not null
  where v.sha256 = l.sha256
) k

-- name: width_of_copy
-- Fragment: copy b in a srcset.
%(media_base)s::text || '/' || b.key || ' ' || b.width || 'w'

-- name: thumbnail
-- Fragment: picture l with its `copies`, as long lists show it.
json_build_object(
  'url', k.url,
  'width', l.width,
  'height', l.height,
  'srcset', k.srcset,
  'thumbhash', l.thumbhash,
  'colour', l.colour)

-- name: listed_image
-- Fragment: everything that is shown of picture l, which `pictures` has, with its
-- `copies`.
{image_facts}, 'is_primary', l.is_primary

-- name: image_facts
-- Fragment: the same but for whether it is the first of its kind.
'kind', l.kind,
'key', l.key,
'url', k.url,
'width', l.width,
'height', l.height,
'content_type', l.content_type,
'language', l.language,
'colour', l.colour,
'thumbhash', l.thumbhash,
'variants', k.variants,
'srcset', k.srcset,
'source', l.source,
'source_url', l.source_url,
'page_url', l.page_url,
'author', l.author,
'licence', l.licence,
'licence_url', l.licence_url,
'vote_average', l.vote_average,
'vote_count', l.vote_count,
'attribution', case
  when l.source = 'tmdb' then 'This product uses the TMDB API but is '
    || 'not endorsed or certified by TMDB.'
  when l.page_url is not null then concat_ws(', ', 'Picture by '
    || coalesce(l.author, 'an author who is named on its page'), l.licence, l.page_url)
  end

-- name: image
-- Fragment: a picture that is shown alone is the first of its kind.
json_build_object({image_facts}, 'is_primary', true)

-- name: poster_of_show
-- Fragment: the first poster of show s, for `thumbnail` or `image`.
(select {picture} from {seen} where l.entity_id = s.id and l.entity = 'show'
   and l.kind = 'poster' and {ahead}) l cross join {copies}

-- name: firsts_of_show
-- Fragment: the first picture of each kind of show s, in one object. A kind is asked for
-- by itself: that reads its first row, however many pictures there are.
lateral (
  select json_object_agg(l.kind, {image}) as firsts
  from (values ('poster'), ('backdrop'), ('logo')) i (kind) cross join lateral (
    select {picture} from {seen}
    where l.entity_id = s.id and l.entity = 'show' and l.kind = i.kind and {ahead}
  ) l cross join {copies}
)

-- name: backdrop_of_show
-- Fragment: the first backdrop of show s.
(select {picture} from {seen} where l.entity_id = s.id and l.entity = 'show'
   and l.kind = 'backdrop' and {ahead}) l cross join {copies}

-- name: logo_of_show
-- Fragment: the first logo of show s.
(select {picture} from {seen} where l.entity_id = s.id and l.entity = 'show'
   and l.kind = 'logo' and {ahead}) l cross join {copies}

-- name: poster_of_season
-- Fragment: the first poster of season n.
(select {picture} from {seen} where l.entity_id = n.id and l.entity = 'season'
   and l.kind = 'poster' and {ahead}) l cross join {copies}

-- name: still_of_episode
-- Fragment: the first still of episode e.
(select {picture} from {seen} where l.entity_id = e.id and l.entity = 'episode'
   and l.kind = 'still' and {ahead}) l cross join {copies}

-- name: photo_of_person
-- Fragment: the first photo of person p.
(select {picture} from {seen} where l.entity_id = p.id and l.entity = 'person'
   and l.kind = 'photo' and {ahead}) l cross join {copies}

-- name: pictures
-- Fragment: the pictures of all `owners` in their order: by owner, then by kind, a kind
-- as `first` says with its near-duplicates at the end. They have no id of ours: a digest
-- of what names them stands in for the place.
pictures as (
  select {picture}, o.episode,
    md5(concat_ws(' ', l.entity, l.entity_id, l.kind, l.source, l.source_path))::uuid
      as id,
    l.represented_by is null and 1 = row_number() over (
      partition by l.entity_id, l.kind order by l.represented_by is not null, {first}
    ) as is_primary,
    (o.place
      || array_position(array['poster', 'backdrop', 'logo', 'still', 'photo'], l.kind)
      || (l.represented_by is not null)::integer || (not l.pinned)::integer
      || (l.missing_since is not null)::integer
      || to_char(l.position, 'FM0000000000') || l.source_path) collate "C" as sort_key
  from owners o join ({seen}) on l.entity_id = o.id and l.entity = o.entity
  where (%(kind)s::text is null or l.kind = %(kind)s::text)
    and (%(duplicates)s or l.represented_by is null)
)

-- name: owners_show
-- Fragment: whose pictures are listed: a show's.
owners as (
  select 'show' as entity, s.id, '' as place, null::json as episode from show s)

-- name: owners_season
-- Fragment: a season's, then those of its episodes by number.
owners as (
  select 'season' as entity, n.id, '0' as place, null::json as episode from season n
  union all
  select 'episode', e.id, '1' || to_char(e.episode_number, 'FM0000000000') || e.id,
    {episode_named}
  from season n join core.episodes e on e.season_id = n.id
  where e.missing_since is null
)

-- name: owners_person
-- Fragment: a person's.
owners as (
  select 'person' as entity, p.id, '' as place, null::json as episode from person p)

-- name: images
-- One page of the pictures of {part}, which is in {whole}. {seek} and the others are
-- constants of images.py.
with recursive {looked_up}, {owners}, {pictures},
chosen as (
  select g.* from pictures g
  where (%(languages)s::text[] is null
      or coalesce(g.language, 'none') = any(%(languages)s::text[]))
    and {seek}
  order by g.sort_key, g.id limit %(limit)s + 1
),
{page}
select case when o.id is not null then i.items end, null, i.after_key, i.after_id
from {whole} w left join {part} o on true cross join (
  select coalesce(json_agg(x.item order by x.n) filter (where {fits}), '[]')::text
    as items, {place}
  from (
    select l.*, json_build_object({item}) as item from page l cross join {copies}
  ) x
) i
union all {moved};

-- name: owner_served
-- Fragment: readers see what link l belongs to.
case l.entity
  when 'show' then exists (
    select from core.shows s where s.id = l.entity_id and {served})
  when 'season' then exists (
    select from core.seasons n join core.shows s on s.id = n.show_id
    where n.id = l.entity_id and {served})
  when 'episode' then exists (
    select from core.episodes e join core.shows s on s.id = e.show_id
    where e.id = l.entity_id and {served})
  when 'person' then exists (
    select from core.people p where p.id = l.entity_id and {served_person})
  else true end

-- name: asset
-- A stored picture by its key: one that readers see, or a smaller copy of one. is_tmdb
-- says whether TMDb's terms bound how long it may be kept.
select a.sha256, a.content_type, exists (
  select from core.media_links l
  where l.sha256 = any(o.originals) and l.source = 'tmdb'), a.bytes
from core.media_assets a cross join lateral (
  select array(
    select a.sha256 union all
    select v.sha256 from core.media_variants v where v.variant_sha256 = a.sha256
  ) as originals
) o
where a.key = %(key)s and a.confirmed_at is not null and exists (
  select from core.media_links l
  where l.sha256 = any(o.originals) and l.linked_at is not null and {owner_served});
