-- name: on_air
-- Fragment: episodes e of season n and show s that have a day and are there.
core.episodes e
join core.seasons n on n.id = e.season_id
join core.shows s on s.id = e.show_id
where e.missing_since is null and n.missing_since is null and {served}

-- name: airing
-- One page of the episodes of %(days)s days from %(day)s on (null: today, UTC), by day,
-- then the shows that are most popular. {wanted} are conditions of listing.py.
with chosen as (
  select g.* from (
    select e.*, n.season_number, n.name as season_name,
      (to_char(e.air_date, 'YYYYMMDD')
        || to_char(1e9 - least(greatest(coalesce(s.popularity, 0), 0), 1e8),
          'FM0000000000.000')
        || s.id || to_char(n.season_number, 'FM0000000000')
        || to_char(e.episode_number, 'FM0000000000')) collate "C" as sort_key
    from {on_air}
      and e.air_date >= coalesce(%(day)s::date, {today})
      and e.air_date < coalesce(%(day)s::date, {today}) + %(days)s::integer
      {wanted}
  ) g
  where {seek} order by g.sort_key, g.id limit %(limit)s + 1
),
{page}
{scheduled};

-- name: all_episodes
-- One page of the episodes of all shows that have a day, by it. {in_that_range} and {seek}
-- are constants of schedule.py.
with recursive {show_or_none}
chosen as (
  select e.*, n.season_number, n.name as season_name, e.air_date as sort_key
  from {on_air} and {in_that_range} and {seek}
  order by e.air_date {direction}, e.id {direction} limit %(limit)s + 1
),
{page}
{scheduled};

-- name: scheduled
-- Fragment: the items of `page`, episodes with all that a schedule shows.
select coalesce(json_agg(x.item order by x.n) filter (where {fits}), '[]')::text, null,
  {place}, null, {languages_on_page}
from (
  select e.*, {language_of_episode} as language, json_build_object(
    {episode_facts},
    'is_special', e.season_number = 0,
    'season', {season_named},
    'show', (
      select json_build_object('id', s.id, 'slug', s.slug, 'name', s.name,
        'popularity', s.popularity, 'poster_path', s.poster_path, 'poster', {poster})
      from core.shows s where s.id = e.show_id),
    'networks', (
      select coalesce(json_agg(w.name order by k.position, w.name), '[]')
      from core.show_networks k join core.networks w on w.id = k.network_id
      where k.show_id = e.show_id and k.missing_since is null)
  ) as item
  from page e cross join lateral (
    select e.season_id as id, e.season_number, e.season_name as name) n
) x

-- name: from_that_day
-- Fragment: not before a day.
e.air_date >= %(aired_from)s::date

-- name: to_that_day
-- Fragment: not after a day.
e.air_date <= %(aired_to)s::date

-- name: from_that_day_behind
-- Fragment: the same behind a place, where the index must begin at the place: of two
-- bounds on one side it takes the first, and reads all that lies between.
e.air_date + 0 >= %(aired_from)s::date

-- name: to_that_day_behind
-- Fragment: as above.
e.air_date + 0 <= %(aired_to)s::date

-- name: has_day
-- Fragment: what has no day is no part of it; the sort alone does not say so.
e.air_date is not null

-- name: of_that_show
-- Fragment: episodes of one show.
e.show_id in (select f.id from found f)

-- name: no_specials
-- Fragment: episodes of the season of specials, or all but those.
(n.season_number = 0) = %(specials)s::boolean
