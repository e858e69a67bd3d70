-- name: stints
-- Fragment: the episodes of {shows} that a person was in, once for each credit. Who is
-- billed for a season is in all its episodes.
stints as materialized (
  select e.id, e.season_id, e.show_id, c.category, c.role, c.department,
    c.billing_order, false as is_regular
  from person p
  join core.credits c on c.person_id = p.id
  join {shows} s on s.id = c.show_id and {served}
  join core.episodes e on e.id = c.episode_id
  where c.missing_since is null and e.missing_since is null
  union all
  select e.id, e.season_id, e.show_id, c.category, c.role, c.department,
    c.billing_order, true
  from person p
  join core.credits c on c.person_id = p.id
  join {shows} s on s.id = c.show_id and {served}
  join core.episodes e on e.season_id = c.season_id
  where c.missing_since is null and e.missing_since is null
)

-- name: appearances
-- One person in one show: how often the source counts each role, and the seasons and
-- episodes. Who is billed for a season is in all its episodes.
with recursive {show}, {person}, {tallies_of_person}, {stints},
episodes as (
  select t.id, t.season_id, bool_or(t.is_regular) as is_regular,
    json_agg(json_build_object(
      'category', t.category,
      'role', t.role,
      'department', t.department,
      'is_regular', t.is_regular
    ) order by not t.is_regular, t.billing_order nulls last, t.category, t.role) as roles
  from stints t group by t.id, t.season_id
)
select case when exists (select from tallies r where r.show_id = s.id)
  then json_build_object(
    'person', {person_named},
    'show', {show_named},
    'roles', (
      select json_agg(json_build_object(
        'category', w.category,
        'role', w.role,
        'department', w.department,
        'episode_count', w.episode_count
      ) order by w.episode_count desc nulls last, w.category, w.role, w.department)
      from (
        select r.category, r.role, r.department, {total_of_show} as episode_count
        from tallies r where r.show_id = s.id
        group by r.category, r.role, r.department
      ) w),
    'episode_count', (select count(*) from episodes),
    'seasons', (
      select coalesce(json_agg(json_build_object(
        'season', {season_named},
        'is_regular', a.is_regular,
        'episode_count', a.episode_count,
        'episodes', a.episodes
      ) order by n.season_number, n.id), '[]')
      from core.seasons n
      cross join lateral (
        select count(t.id) as episode_count,
          coalesce(bool_or(t.is_regular), false) as is_regular,
          coalesce(json_agg(json_build_object(
            'episode', {episode_named}, 'roles', t.roles
          ) order by e.episode_number, e.id), '[]') as episodes
        from episodes t join core.episodes e on e.id = t.id
        where t.season_id = n.id
      ) a
      where n.show_id = s.id and n.missing_since is null and a.episode_count > 0),
    'attribution', %(attribution)s::json
  )::text end, null, null, null
from person p left join show s on true
where not exists (select from found f where f.former)
union all {moved_person}
union all
select null, json_build_object('show_id', f.id)::text, null, null
from found f cross join person where f.former;
