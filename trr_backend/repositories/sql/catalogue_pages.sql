-- name: search_page
-- What the page at / says of %(q)s: a page of shows, as `listed_shows` has it, and the
-- people whose names are most alike.
with {matches}
select json_build_object('shows', f.items::json, 'people', (
    select coalesce(json_agg(json_build_object(
      'id', p.id, 'name', p.name, 'photo', {photo}
    ) order by p.score desc, p.id), '[]')
    from (
      select p.*, m.score from matches m join core.people p on p.id = m.id
      where {credited_person}
      order by m.score desc, p.id
      limit %(people)s
    ) p
  ))::text, null, f.after_key, f.after_id
from ({listed_shows}) f (items, moved, after_key, after_id);

-- name: with_them
-- Fragment: who is credited in o, a season or an episode, itself: each person once with
-- what they were, by billing, the crew left out. Of a crowd the first; `others` counts
-- the rest.
lateral (
  select
    coalesce(json_agg(json_build_object('id', w.id, 'name', w.name, 'roles', w.roles)
      order by w.place) filter (where w.place <= %(crowd)s), '[]') as people,
    greatest(count(*) - %(crowd)s, 0) as others
  from (
    select p.id, p.name, json_agg(distinct coalesce(c.role, c.category)) as roles,
      row_number() over (
        order by min(c.billing_order) nulls last, p.name, p.id) as place
    from core.credits c join core.people p on p.id = c.person_id
    where c.scope_id = o.id and c.category <> 'crew' and c.missing_since is null
    group by p.id
  ) w
)

-- name: gallery
-- Fragment: the pictures of o by kind, %(pictures)s of each at most, and how many it has.
lateral (
  select json_build_object(
    'picture_count', (
      select count(*) from {seen} where l.entity_id = o.id and l.represented_by is null),
    'pictures', coalesce(json_agg(json_build_object(
      'kind', l.kind, 'language', l.language, 'picture', {thumbnail},
      'terms', case when l.page_url is not null then json_build_object(
        'author', l.author,
        'licence', l.licence,
        'licence_url', l.licence_url,
        'page_url', l.page_url) end
    ) order by l.kind, l.place), '[]')) as gallery
  from (
    select {picture}, row_number() over (partition by l.kind order by {first}) as place
    from {seen} where l.entity_id = o.id and l.represented_by is null
  ) l cross join {copies}
  where l.place <= %(pictures)s
)

-- name: show_page
-- What the page of one show says: fewer facts than ShowDetail, and its seasons, episodes
-- and cast with them.
with recursive {show}, {offers},
members as (
  select n.id, n.logo_path from show s
    join core.show_networks x on x.show_id = s.id
    join core.networks n on n.id = x.network_id
    where x.missing_since is null
  union select p.id, p.logo_path
    from offers o join core.watch_providers p on p.id = o.watch_provider_id
),
{faces}, {tallies_of_show}, {billed}, {imdb}, {facts}, {conflicts}, {ledger}
select json_build_object(
  'slug', s.slug,
  'name', s.name,
  'original_name', s.original_name,
  'tagline', s.tagline,
  'overview', s.overview,
  'homepage', s.homepage,
  'status', s.status,
  'first_air_date', s.first_air_date,
  'last_air_date', greatest(s.last_air_date, t.latest_air_date),
  'origin_countries', s.origin_countries,
  'poster', {poster},
  'backdrop', (select {thumbnail} from {backdrop_of_show}),
  'logo', (select {thumbnail} from {logo_of_show}),
  'gallery', g.gallery,
  'vote_average', s.vote_average,
  'vote_count', s.vote_count,
  'imdb_rating', (select rating from imdb),
  'names_imdb', exists (select from imdb where rating is not null or derived),
  'season_count', t.season_count,
  'episode_count', t.episode_count,
  'next_episode', (
    select {episode_named} from core.episodes e
    join core.seasons n on n.id = e.season_id where e.id = t.next_episode_id),
  'tmdb_id', {tmdb_of_show},
  'imdb_id', (
    select max(x.id) from core.external_ids x
    where x.entity = 'show' and x.entity_id = s.id and x.source = 'imdb'
      and x.superseded_at is null and (x.origin is null or %(private)s)),
  'genres', (
    select coalesce(json_agg(g.name order by sg.position, g.name), '[]')
    from core.show_genres sg join core.genres g on g.id = sg.genre_id
    where sg.show_id = s.id and sg.missing_since is null),
  'networks', (
    select coalesce(json_agg(json_build_object(
      'name', n.name, 'logo_url', f.logo_url, 'logo_srcset', f.logo_srcset
    ) order by sn.position, n.name), '[]')
    from core.show_networks sn join core.networks n on n.id = sn.network_id
    join faces f on f.id = n.id
    where sn.show_id = s.id and sn.missing_since is null),
  'seasons', (
    select coalesce(json_agg(json_build_object(
      'season_number', n.season_number,
      'name', n.name,
      'overview', n.overview,
      'poster', (select {thumbnail} from {poster_of_season}),
      'first_air_date', p.first_air_date,
      'last_air_date', p.last_air_date,
      'people', r.people,
      'others', r.others,
      'episodes', (
        select coalesce(json_agg(json_build_object(
          'episode_number', e.episode_number,
          'name', e.name,
          'overview', e.overview,
          'air_date', e.air_date,
          'runtime_minutes', e.runtime_minutes,
          'still', (select {thumbnail} from {still_of_episode}),
          'people', g.people,
          'others', g.others
        ) order by e.episode_number, e.id), '[]')
        from core.episodes e
        cross join lateral (select e.id) o cross join {with_them} g
        where e.season_id = n.id and e.missing_since is null)
    ) order by n.season_number = 0, n.season_number, n.id), '[]')
    from core.seasons n
    left join core.season_spans p on p.season_id = n.id and p.show_id = s.id
    cross join lateral (select n.id) o cross join {with_them} r
    where n.show_id = s.id and n.missing_since is null),
  'cast_count', (select count(*) from people),
  'cast', (
    select coalesce(json_agg(json_build_object(
      'id', p.id,
      'name', p.name,
      'photo', {photo},
      'episode_count', p.episode_count,
      -- What they were most of the time, and in which words.
      'category', w.category,
      'roles', w.roles
    ) order by p.sort_key, p.id), '[]')
    from (select * from people b order by b.sort_key, b.id limit %(cast)s) p
    cross join lateral (
      select (array_agg(r.category order by r.episode_count desc nulls last,
          r.billing_order nulls last, r.category))[1] as category,
        coalesce(json_agg(distinct r.role) filter (where r.role is not null), '[]')
          as roles
      from (
        select r.category, r.role, min(r.billing_order) as billing_order,
          {total_of_show} as episode_count
        from tallies r where r.person_id = p.id group by r.category, r.role
      ) r
    ) w),
  'facts', {facts_in_order},
  'ledger', {ledger_by_season},
  'entry_count', (select count(*) from entries),
  'wikis', {wikis_on_page},
  'watch_providers', {offer_groups}
)::text, null, null, null
from show s join core.show_totals t on t.show_id = s.id
cross join lateral (select s.id) o cross join {gallery} g
union all {moved_show};

-- name: seasons_with_person
-- Fragment: the seasons and episodes of show s that `stints` know of, specials last.
(select coalesce(json_agg(json_build_object(
    'season_number', n.season_number, 'name', n.name, 'episodes', a.episodes
  ) order by n.season_number = 0, n.season_number, n.id), '[]')
 from core.seasons n
 join (
   select i.season_id, json_agg(json_build_object(
       'episode_number', i.episode_number,
       'name', i.name,
       'air_date', i.air_date,
       'roles', i.roles
     ) order by i.episode_number, i.id) as episodes
   from (
     select e.id, e.season_id, e.episode_number, e.name, e.air_date,
       json_agg(distinct coalesce(t.role, t.category)) as roles
     from stints t join core.episodes e on e.id = t.id
     where t.show_id = s.id
     group by e.id
   ) i
   group by i.season_id
 ) a on a.season_id = n.id
 where n.missing_since is null)

-- name: person_page
-- What the page of one person says, the newest works included.
with recursive {person}, {tallies_of_person}, {stints}, {imdb}, {facts}, {conflicts}, {ledger}
select json_build_object(
  'id', p.id,
  'name', p.name,
  'aliases', (
    select coalesce(json_agg(a.name order by a.position, a.name), '[]')
    from core.person_aliases a where a.person_id = p.id and a.missing_since is null),
  'birthday', p.birthday,
  'deathday', p.deathday,
  'place_of_birth', p.place_of_birth,
  'biography', p.biography,
  'homepage', p.homepage,
  'known_for_department', p.known_for_department,
  'photo', {photo},
  'gallery', g.gallery,
  'names_imdb', exists (select from imdb where derived),
  'tmdb_id', {tmdb_of_person},
  'imdb_id', (
    select max(x.id) from core.external_ids x
    where x.entity = 'person' and x.entity_id = p.id and x.source = 'imdb'
      and x.superseded_at is null and (x.origin is null or %(private)s)),
  'shows', (
    select coalesce(json_agg(json_build_object(
      'slug', s.slug,
      'name', s.name,
      'first_air_date', s.first_air_date,
      'poster', {poster},
      'categories', {categories_in_show},
      'roles', {roles_in_show},
      'seasons', {seasons_with_person}
    ) order by s.first_air_date desc nulls last, core.folded(s.name), s.id), '[]')
    from core.shows s where s.id in (select r.show_id from tallies r)),
  'works', (
    select coalesce(json_agg(json_build_object(
      'media_type', w.media_type,
      'title', w.title,
      'role', w.role,
      'released_on', w.released_on,
      'slug', w.slug
    ) order by w.released_on desc nulls last, w.title, w.source_key), '[]')
    from (
      select w.*, (
        select s.slug from core.external_ids k join core.shows s on s.id = k.entity_id
        where k.entity = 'show' and k.source = w.source and k.id = w.work_key
          and w.media_type = 'tv' and {served}) as slug
      from core.person_works w
      where w.person_id = p.id and w.missing_since is null
      order by w.released_on desc nulls last, w.title, w.source_key
      limit %(works)s
    ) w),
  'facts', {facts_in_order},
  'parts', {parts_played},
  'wikis', {wikis_on_page},
  'work_count', (
    select count(*) from core.person_works w
    where w.person_id = p.id and w.missing_since is null)
)::text, null, null, null
from person p cross join lateral (select p.id) o cross join {gallery} g
union all {moved_person};
