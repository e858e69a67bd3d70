-- name: forget_credits
-- Who was what; what a person has decided about stays.
delete from core.credits c where c.id = any(%(credits)s) and not exists (
  select from core.overrides o where o.entity = 'credit' and o.entity_id = c.id);

-- name: empty_credits
-- Of those that stay only what a person said.
update core.credits c set
  role = case when exists (select from core.overrides o where o.entity = 'credit'
    and o.entity_id = c.id and o.field = 'role') then c.role end,
  department = case when exists (select from core.overrides o
    where o.entity = 'credit' and o.entity_id = c.id and o.field = 'department')
    then c.department end,
  billing_order = null, episode_count = null,
  missing_since = coalesce(c.missing_since, %(at)s)
where c.id = any(%(credits)s);

-- name: forget_texts
-- In other languages, and places in other orders.
with episodes as (
  delete from core.episode_translations where episode_id = any(%(episodes)s)
),
places as (
  delete from core.episode_order_items where episode_id = any(%(episodes)s)
)
delete from core.season_translations where season_id = any(%(seasons)s);

-- name: forget_part_ids
-- Ids of other sources. The source's own stay: what comes back is the same part.
delete from core.external_ids where source <> 'tmdb' and (
  entity = 'episode' and entity_id = any(%(episodes)s)
  or entity = 'season' and entity_id = any(%(seasons)s));

-- name: forget_part_pictures
-- Which pictures show them.
delete from core.media_links where source = 'tmdb' and (
  entity = 'episode' and entity_id = any(%(episodes)s)
  or entity = 'season' and entity_id = any(%(seasons)s));

-- name: forget_part_questions
-- What was asked about seasons and episodes that go.
delete from ops.review_items where decided_at is null and (
  entity = 'episode' and entity_id = any(%(episodes)s)
  or entity = 'season' and entity_id = any(%(seasons)s));

-- name: forget_episodes
-- Episodes, but those that a person has decided about, or about a credit in them.
delete from core.episodes e where e.id = any(%(episodes)s)
  and not exists (select from core.overrides o
    where o.entity = 'episode' and o.entity_id = e.id)
  and not exists (select from core.credits c where c.episode_id = e.id);

-- name: forget_seasons
-- Seasons, but those that a person has decided about, or about a part of them.
delete from core.seasons s where s.id = any(%(seasons)s)
  and not exists (select from core.overrides o
    where o.entity = 'season' and o.entity_id = s.id)
  and not exists (select from core.episodes e where e.season_id = s.id)
  and not exists (select from core.credits c where c.season_id = s.id);

-- name: mark_episodes
-- Those that stay are named by nobody.
update core.episodes set missing_since = coalesce(missing_since, %(at)s)
where id = any(%(episodes)s);

-- name: mark_seasons
-- Those that stay are named by nobody.
update core.seasons set missing_since = coalesce(missing_since, %(at)s)
where id = any(%(seasons)s);

-- name: kept
-- Which of these stay, because of what a person said.
select coalesce((select array_agg(id) from core.seasons where id = any(%(seasons)s)),
    '{}'),
  coalesce((select array_agg(id) from core.episodes where id = any(%(episodes)s)), '{}'),
  coalesce((select array_agg(id) from core.credits where id = any(%(credits)s)), '{}');

-- name: vanished_parts
-- Parts that the source has not named for so long, with what hangs on them. Of those
-- that were emptied before nothing is left to take.
with episodes as (
  select e.id from core.episodes e where e.missing_since <= now() - %(keep)s::interval
    and ({episode_facts} or not ({episode_decided}))
),
seasons as (
  select s.id from core.seasons s where s.missing_since <= now() - %(keep)s::interval
    and ({season_facts} or not ({season_decided}))
    and not exists (select from core.episodes e where e.season_id = s.id
      and (e.missing_since is null or e.missing_since > now() - %(keep)s::interval))
),
credits as (
  select c.id from core.credits c
  where c.missing_since <= now() - %(keep)s::interval
      and (not exists (select from core.overrides o where o.entity = 'credit'
          and o.entity_id = c.id)
        or c.billing_order is not null or c.episode_count is not null
        or c.role is not null and not exists (select from core.overrides o
          where o.entity = 'credit' and o.entity_id = c.id and o.field = 'role')
        or c.department is not null and not exists (select from core.overrides o
          where o.entity = 'credit' and o.entity_id = c.id and o.field = 'department'))
    or c.episode_id in (select id from episodes)
    or c.season_id in (select id from seasons)
)
select coalesce((select array_agg(id) from seasons), '{{}}'),
  coalesce((select array_agg(id) from episodes), '{{}}'),
  coalesce((select array_agg(id) from credits), '{{}}');

-- name: shows_of
-- Whose parts these are.
select distinct s.id, s.name from core.shows s where s.id in (
  select show_id from core.seasons where id = any(%(seasons)s)
  union all select show_id from core.episodes where id = any(%(episodes)s)
  union all select show_id from core.credits where id = any(%(credits)s))
order by s.id;

-- name: due_families
-- Shows whose own document may be kept, and one that completes it may not.
select s.id, s.name, e.id from core.shows s
join core.external_ids e on e.entity = 'show' and e.entity_id = s.id
  and e.source = 'tmdb' and e.superseded_at is null
join source.documents d on d.source = 'tmdb' and d.kind = 'tv' and d.key = e.id
  and d.expires_at > now()
where (%(id)s::uuid is null or s.id = %(id)s) and exists (select from source.documents p
  where p.source = 'tmdb' and p.part_of = e.id and p.expires_at <= now())
order by s.created_at, s.id;

-- name: of_expired_documents
-- Parts that an expired document alone told of: whole seasons, and regulars of seasons.
with entries as (
  select entry, bool_and(d.expires_at <= now()) as is_expired
  from source.documents d, json_object_keys(d.body) entry
  where d.source = 'tmdb' and entry like 'season/%%'
    and (d.kind = 'tv' and d.key = %(key)s or d.kind = 'tv_part' and d.part_of = %(key)s)
  group by entry
),
seasons as (
  select s.id, s.season_number::text as number from core.seasons s
  where s.show_id = %(id)s
),
episodes as (
  select p.id from core.episodes p join seasons s on s.id = p.season_id
  join entries e on e.is_expired and e.entry = 'season/' || s.number
)
select array[]::uuid[],
  coalesce((select array_agg(id) from episodes), '{}'),
  coalesce((select array_agg(c.id) from core.credits c
    where c.show_id = %(id)s and (c.episode_id in (select id from episodes)
      or c.season_id in (select s.id from seasons s join entries e on e.is_expired
        and e.entry = 'season/' || s.number || '/credits'))), '{}');

-- name: forget_expired_languages
-- Texts that expired documents told in other languages.
with entries as (
  select split_part(d.key, '/', 2) as language, entry,
    bool_and(d.expires_at <= now()) as is_expired
  from source.documents d, json_object_keys(d.body) entry
  where d.source = 'tmdb' and d.kind = 'tv_lang' and d.part_of = %(key)s
  group by 1, 2
),
gone as (
  select s.id, e.language from core.seasons s
  join entries e on e.is_expired and e.entry = 'season/' || s.season_number
  where s.show_id = %(id)s
),
seasons as (
  delete from core.season_translations t using gone g
  where t.season_id = g.id and t.language = g.language
)
delete from core.episode_translations t using gone g, core.episodes e
where e.id = t.episode_id and e.season_id = g.id and t.language = g.language;

-- name: forget_expired_orders
-- The places of orders that expired documents told.
delete from core.episode_order_items i using source.documents d
where i.show_id = %(id)s and i.source = 'tmdb' and d.source = 'tmdb'
  and d.kind = 'episode_group' and d.key = i.key and d.expires_at <= now();

-- name: forget_expired_documents
-- The documents themselves, and that rows were made of them: the same answer again is
-- news.
with marks as (delete from source.applied where entity_id = %(id)s)
delete from source.documents
where source = 'tmdb' and part_of = %(key)s and expires_at <= now();

-- name: of_show
-- Seasons, episodes and credits of a show.
select coalesce((select array_agg(id) from core.seasons where show_id = %(id)s), '{}'),
  coalesce((select array_agg(id) from core.episodes where show_id = %(id)s), '{}'),
  coalesce((select array_agg(id) from core.credits where show_id = %(id)s), '{}');
