-- name: with_match_of_show
-- Fragment: only shows that a search finds.
join matches m on m.id = s.id

-- name: with_match_of_person
-- Fragment: only people whom a search finds.
join matches m on m.id = p.id

-- name: today
-- Fragment: the day in UTC, whatever the session's time zone is.
(now() at time zone 'UTC')::date

-- name: upcoming
-- Fragment: on which day each show is on next, of those that will be: as an episode says,
-- else as the show says.
upcoming as (
  select w.show_id, coalesce(min(w.air_date) filter (where w.of_episode),
    min(w.air_date)) as next_air_date
  from (
    select e.show_id, e.air_date, true as of_episode
    from core.episodes e join core.seasons n on n.id = e.season_id
    where e.air_date > {today} and e.missing_since is null
      and n.season_number > 0 and n.missing_since is null
    union all
    select s.id, s.next_air_date, false from core.shows s
    where s.next_air_date >= {today}
  ) w
  group by w.show_id
)

-- name: with_upcoming
-- Fragment: see `upcoming`.
left join upcoming u on u.show_id = s.id

-- name: with_genres
-- Fragment: shows that have every genre that is named.
s.id in (
  select g.show_id
  from unnest(%(genre_ids)s::uuid[], %(genre_tmdb_ids)s::text[],
    %(genre_names)s::text[]) with ordinality w (id, tmdb_id, name, n)
  cross join lateral (
    select n.id from core.genres n
    where n.id = w.id or core.folded(n.name) = core.folded(w.name)
    union
    select e.entity_id from core.external_ids e
    where e.entity = 'genre' and e.source = 'tmdb' and e.id = w.tmdb_id
  ) k
  join core.show_genres g on g.genre_id = k.id and g.missing_since is null
  group by g.show_id
  having count(distinct w.n) = %(genre_count)s::integer)

-- name: with_network
-- Fragment: shows of a network.
s.id in (
  select g.show_id from core.show_networks g
  where g.missing_since is null and g.network_id in (
    select n.id from core.networks n where n.id = %(network_id)s::uuid
      or core.folded(n.name) = core.folded(%(network_name)s::text)
    union all
    select e.entity_id from core.external_ids e where e.entity = 'network'
      and e.source = 'tmdb' and e.id = %(network_tmdb_id)s::text))

-- name: with_company
-- Fragment: shows of a production company.
s.id in (
  select g.show_id from core.show_companies g
  where g.missing_since is null and g.production_company_id in (
    select n.id from core.production_companies n where n.id = %(company_id)s::uuid
      or core.folded(n.name) = core.folded(%(company_name)s::text)
    union all
    select e.entity_id from core.external_ids e where e.entity = 'production_company'
      and e.source = 'tmdb' and e.id = %(company_tmdb_id)s::text))

-- name: with_offer
-- Fragment: shows that are offered now: in a region, by a provider, in a way.
exists (
  select from core.show_watch_providers o
  where o.show_id = s.id and o.ended_at is null
    and (%(region)s::text is null or o.region = %(region)s::text)
    and (%(offer_type)s::text is null or o.offer_type = %(offer_type)s::text)
    and (not %(by_provider)s or o.watch_provider_id in ({provider_meant})))

-- name: of_status
-- Fragment: as the source words it.
lower(s.status) = lower(%(status)s::text)

-- name: of_type
-- Fragment: as the source words it.
lower(s.type) = lower(%(type)s::text)

-- name: of_country
-- Fragment: among where a show comes from.
%(country)s::text = any(s.origin_countries)

-- name: of_original_language
-- Fragment: the language it was made in.
s.original_language = %(original_language)s::text

-- name: of_first_aired_from
-- Fragment: not before this day.
s.first_air_date >= %(first_aired_from)s::date

-- name: of_first_aired_to
-- Fragment: not after this day.
s.first_air_date <= %(first_aired_to)s::date

-- name: of_in_production
-- Fragment: what is not known is neither.
s.in_production = %(in_production)s::boolean

-- name: of_has_next_episode
-- Fragment: see `upcoming`.
(u.next_air_date is not null) = %(has_next_episode)s::boolean

-- name: of_vote_from
-- Fragment: as the source's users vote.
s.vote_average >= %(vote_from)s::float8

-- name: of_imdb_rating_from
-- Fragment: as IMDb's users vote; only private installations ask for it.
exists (
  select from core.external_ids x join core.imdb_ratings r on r.title_id = x.id
  where x.entity = 'show' and x.entity_id = s.id and x.source = 'imdb'
    and x.superseded_at is null and r.missing_since is null
    and r.average_rating >= %(imdb_rating_from)s::float8)

-- name: in_that_show
-- Fragment: people with a credit in a show, of a category where one is named.
p.id in (
  select c.person_id from core.credits c
  where c.show_id in (select f.id from found f) and c.missing_since is null
    and (%(category)s::text is null or c.category = %(category)s::text))

-- name: of_that_category
-- Fragment: people with a credit of a category in any served show.
exists (
  select from core.credits c join core.shows s on s.id = c.show_id
  where c.person_id = p.id and c.missing_since is null and {served}
    and c.category = %(category)s::text)

-- name: born_that_day
-- Fragment: in any year; the index has the same expression.
(extract(month from p.birthday) * 100 + extract(day from p.birthday))
  = %(birthday)s::numeric
