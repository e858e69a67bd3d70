-- name: season
-- Fragment: the season of `show` that %(season)s numbers. Of doubles the one that is
-- there, then the one that TMDb had first (the lowest id).
season as materialized (
  select n.* from show s join core.seasons n on n.show_id = s.id
  where n.season_number = %(season)s::integer
  order by n.missing_since is not null, {tmdb_of_season}, n.id
  limit 1
)

-- name: episode
-- Fragment: the episode of `season` that %(episode)s numbers; doubles as with seasons.
episode as materialized (
  select e.* from season n join core.episodes e on e.season_id = n.id
  where e.episode_number = %(episode)s::integer
  order by e.missing_since is not null, {tmdb_of_episode}, e.id
  limit 1
)

-- name: season_facts
-- Fragment: what is said of season n wherever it is shown; its spans are p. {of_poster}
-- is how much of its poster: `thumbnail` in lists, `image` where it is alone.
'id', n.id,
'season_number', n.season_number,
'name', {name_of_season},
'overview', {overview_of_season},
'air_date', n.air_date,
'poster_path', n.poster_path,
'poster', (select {of_poster} from {poster_of_season}),
'vote_average', n.vote_average,
'tmdb_id', {tmdb_of_season},
'episode_count', coalesce(p.episode_count, 0),
'aired_count', coalesce(p.aired_count, 0),
'first_air_date', p.first_air_date,
'last_air_date', p.last_air_date,
'missing_since', to_char(n.missing_since at time zone 'UTC', {instant})

-- name: episode_facts
-- Fragment: what is said of episode e wherever it is shown; {of_still} as {of_poster}.
'id', e.id,
'episode_number', e.episode_number,
'name', {name_of_episode},
'overview', {overview_of_episode},
'air_date', e.air_date,
'runtime_minutes', e.runtime_minutes,
'episode_type', e.episode_type,
'production_code', e.production_code,
'still_path', e.still_path,
'still', (select {of_still} from {still_of_episode}),
'vote_average', e.vote_average,
'vote_count', e.vote_count,
'tmdb_id', {tmdb_of_episode},
'missing_since', to_char(e.missing_since at time zone 'UTC', {instant})

-- name: seasons
-- All seasons of one show by number, specials (season 0) first.
with recursive {show}
select (
  select coalesce(json_agg(json_build_object({season_facts})
    order by n.season_number, n.missing_since is not null, {tmdb_of_season}, n.id), '[]')
  from core.seasons n
  left join core.season_spans p on p.season_id = n.id and p.show_id = s.id
  where n.show_id = s.id and (%(missing)s or n.missing_since is null)
  )::text, null, null, null, null, {languages_of_seasons}
from show s
union all select m.*, null, null from ({moved_show}) m;

-- name: of_poster
-- Fragment: see `season_facts`.
{thumbnail}

-- name: of_still
-- Fragment: see `episode_facts`.
{thumbnail}

-- name: season_detail
-- One season with its episodes in short and who was in all of it.
with recursive {show}, {season}
select (
  select json_build_object(
    {season_facts},
    'show', {show_named},
    'episodes', (
      select coalesce(json_agg(json_build_object(
        'id', e.id,
        'episode_number', e.episode_number,
        'name', {name_of_episode},
        'air_date', e.air_date,
        'runtime_minutes', e.runtime_minutes,
        'episode_type', e.episode_type,
        'still_path', e.still_path,
        'still', (select {thumbnail} from {still_of_episode})
      ) order by e.episode_number, e.id), '[]')
      from core.episodes e where e.season_id = n.id and e.missing_since is null),
    'regular_cast', (
      select coalesce(json_agg(json_build_object(
        'person', {person_named},
        'category', c.category,
        'role', c.role,
        'billing_order', c.billing_order
      ) order by c.billing_order nulls last, core.folded(p.name), c.id), '[]')
      from core.credits c join core.people p on p.id = c.person_id
      where c.season_id = n.id and c.category <> 'crew' and c.missing_since is null),
    'translations', (
      select coalesce(json_agg(json_build_object(
        'language', t.language, 'name', t.name, 'overview', t.overview
      ) order by t.language), '[]')
      from core.season_translations t
      where t.season_id = n.id and t.missing_since is null),
    'provenance', n.provenance,
    'attribution', %(attribution)s::json,
    'included', {included}
  )
  from season n
  left join core.season_spans p on p.season_id = n.id and p.show_id = s.id
  )::text, null, null, null, null, (select {language_of_season} from season n)
from show s
union all select m.*, null, null from ({moved_show}) m;

-- name: episodes
-- One page of the episodes of one season by number; doubles all. {seek} is a constant of
-- seasons.py.
with recursive {show}, {season},
chosen as (
  select e.*, e.episode_number as sort_key
  from season n join core.episodes e on e.season_id = n.id
  where (%(missing)s or e.missing_since is null) and {seek}
  order by sort_key, e.id
  limit %(limit)s + 1
),
{page}
select case when n.id is not null then i.items end, null, i.after_key, i.after_id, null,
  i.languages
from show s left join season n on true cross join (
  select coalesce(json_agg(x.item order by x.n) filter (where {fits}), '[]')::text
    as items, {place}, {languages_on_page}
  from (
    select e.*, json_build_object({episode_facts}) as item,
      {language_of_episode} as language
    from page e
  ) x
) i
union all select m.*, null, null from ({moved_show}) m;

-- name: languages_on_page
-- Fragment: in which languages the names on this page are.
string_agg(distinct x.language, ', ') filter (where {fits}) as languages

-- name: show_episodes
-- One page of the episodes of a whole show, or of the seasons that %(season)s numbers, by
-- season and number; doubles all. {seek} is a constant of seasons.py.
with recursive {show},
meant as (
  select n.id from show s join core.seasons n on n.show_id = s.id
  where %(season)s::integer is null or n.season_number = %(season)s::integer
),
chosen as (
  select g.* from (
    select e.*, n.season_number, n.name as season_name,
      (to_char(n.season_number, 'FM0000000000')
        || to_char(e.episode_number, 'FM0000000000')) collate "C" as sort_key
    from core.episodes e join core.seasons n on n.id = e.season_id
    where n.id in (select m.id from meant m)
      and (%(missing)s or num_nonnulls(e.missing_since, n.missing_since) = 0)
  ) g
  where {seek} order by g.sort_key, g.id limit %(limit)s + 1
),
{page}
select case when %(season)s::integer is null or exists (select from meant)
  then i.items end, null, i.after_key, i.after_id, null, i.languages
from show s cross join (
  select coalesce(json_agg(x.item order by x.n) filter (where {fits}), '[]')::text
    as items, {place}, {languages_on_page}
  from (
    select e.*, json_build_object({episode_facts}, 'season', {season_named}) as item,
      {language_of_episode} as language
    from page e cross join lateral (
      select e.season_id as id, e.season_number, e.season_name as name) n
  ) x
) i
union all select m.*, null, null from ({moved_show}) m;

-- name: credited
-- Fragment: who is credited in episode e itself, by billing, the crew apart.
lateral (
  select
    coalesce(json_agg(c.item order by c.place) filter (where c.category <> 'crew'), '[]')
      as guest_stars,
    coalesce(json_agg(c.item order by c.place) filter (where c.category = 'crew'), '[]')
      as crew
  from (
    select c.category,
      row_number() over (
        order by c.billing_order nulls last, core.folded(p.name), c.role, c.id) as place,
      json_build_object(
        'person', {person_named},
        'category', c.category,
        'role', c.role,
        'department', c.department,
        'billing_order', c.billing_order) as item
    from core.credits c join core.people p on p.id = c.person_id
    where c.episode_id = e.id and c.missing_since is null
  ) c
)

-- name: episode_detail
-- One episode with who was in it, and where it stands in other orders.
with recursive {show}, {season}, {episode}, {imdb}
select (
  select json_build_object(
    {episode_facts},
    'show', {show_named},
    'season', {season_named},
    'external_ids', (
      select json_build_object(
        'tmdb', max(x.id) filter (where x.source = 'tmdb'),
        'imdb', max(x.id) filter (where x.source = 'imdb'),
        'tvdb', max(x.id) filter (where x.source = 'tvdb'),
        'wikidata', max(x.id) filter (where x.source = 'wikidata'))
      from core.external_ids x
      where x.entity = 'episode' and x.entity_id = e.id and x.superseded_at is null
        and (x.origin is null or %(private)s)),
    'imdb_rating', (select rating from imdb),
    'guest_stars', g.guest_stars,
    'crew', g.crew,
    'orders', (
      select coalesce(json_agg(json_build_object(
        'source', o.source,
        'key', o.key,
        'name', o.name,
        'type', o.type,
        'group_name', i.group_name,
        'group_position', i.group_position,
        'position', i.position
      ) order by o.name, o.key, i.group_position, i.position), '[]')
      from core.episode_order_items i
      join core.episode_orders o using (show_id, source, key)
      where i.episode_id = e.id and i.missing_since is null
        and o.missing_since is null),
    'translations', (
      select coalesce(json_agg(json_build_object(
        'language', t.language, 'name', t.name, 'overview', t.overview
      ) order by t.language), '[]')
      from core.episode_translations t
      where t.episode_id = e.id and t.missing_since is null),
    'provenance', e.provenance,
    'attribution', {attribution}
  )
  from episode e join season n on n.id = e.season_id cross join {credited} g
  )::text, null, null, null, null, (select {language_of_episode} from episode e)
from show s
union all select m.*, null, null from ({moved_show}) m;

-- name: orders
-- The orders of one show beside the aired one, with their groups and episodes.
with recursive {show},
groups as (
  select i.source, i.key, i.group_position, min(i.group_name) as name,
    json_agg(json_build_object(
      'position', i.position, 'episode', {episode_named}) order by i.position) as episodes
  from show s
  join core.episode_order_items i on i.show_id = s.id
  join core.episodes e on e.id = i.episode_id
  join core.seasons n on n.id = e.season_id
  where i.missing_since is null and e.missing_since is null
  group by i.source, i.key, i.group_position
)
select (
  select coalesce(json_agg(json_build_object(
    'source', o.source,
    'key', o.key,
    'name', o.name,
    'type', o.type,
    'description', o.description,
    'groups', (
      select coalesce(json_agg(json_build_object(
        'position', g.group_position, 'name', g.name, 'episodes', g.episodes
      ) order by g.group_position), '[]')
      from groups g where g.source = o.source and g.key = o.key)
  ) order by o.name, o.source, o.key), '[]')
  from core.episode_orders o
  where o.show_id = s.id and o.missing_since is null
  )::text, null, null, null
from show s
union all {moved_show};
