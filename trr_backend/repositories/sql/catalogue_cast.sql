-- name: wanted_category
-- Fragment: whether credit c is of the category that is wanted: all but the crew where
-- none is named.
(c.category = %(category)s::text
  or (%(category)s::text is null and c.category <> 'crew'))

-- name: not_counted
-- Fragment: credit c is of a season or an episode, and its person (as crew, or not as
-- crew) has no credit over the whole show, in which it would be `counted` already.
(c.season_id is not null or c.episode_id is not null)
  and not exists (
    select from counted k
    where k.show_id = c.show_id and k.person_id = c.person_id
      and k.is_crew = (c.category = 'crew'))

-- name: tally
-- Fragment: the columns of `tallies` out of credit c. `counted` is for how many episodes
-- it stands: of the show what the source counts, of a season all its episodes. That of
-- an episode stands for this one, `episode_id`.
c.person_id, c.show_id, c.category, c.role, c.department, c.billing_order,
case
  when c.season_id is not null then (
    select v.episode_count from core.season_spans v where v.season_id = c.season_id)
  when c.episode_id is null then c.episode_count
end as counted,
c.episode_id, c.season_id is not null as is_regular

-- name: tallies_of_show
-- Fragment: who was what in the show, each credit counted once.
counted as materialized (
  select distinct c.show_id, c.person_id, c.category = 'crew' as is_crew
  from show s join core.credits c on c.scope_id = s.id
  where c.missing_since is null
),
tallies as materialized (
  select {tally} from show s join core.credits c on c.scope_id = s.id
  where c.missing_since is null and {wanted_category}
  union all
  select {tally} from show s join core.credits c on c.show_id = s.id
  where c.missing_since is null and {wanted_category} and {not_counted}
)

-- name: tallies_of_season
-- Fragment: who was what in the season: its regulars, and the guests of its episodes.
tallies as materialized (
  select {tally} from season n join core.credits c on c.season_id = n.id
  where c.missing_since is null and {wanted_category}
  union all
  select {tally} from season n
  join core.episodes e on e.season_id = n.id and e.missing_since is null
  join core.credits c on c.episode_id = e.id
  where c.missing_since is null and {wanted_category}
)

-- name: tallies_of_episode
-- Fragment: who was what in the episode: its own guests and crew, and the season's
-- regulars, marked as such.
tallies as materialized (
  select t.person_id, t.show_id, t.category, t.role, t.department, t.billing_order,
    1 as counted, t.episode_id, t.is_regular
  from (
    select {tally} from episode e join core.credits c on c.episode_id = e.id
    where c.missing_since is null and {wanted_category}
    union all
    select {tally} from season n join core.credits c on c.season_id = n.id
    where c.missing_since is null and {wanted_category}
      and exists (select from episode)
  ) t
)

-- name: total_of_show
-- Fragment: for how many episodes the tallies r of one person stand, over a show: they
-- overlap nowhere. The same sum is TMDb's own total.
nullif(coalesce(sum(r.counted), 0) + count(distinct r.episode_id), 0)::integer

-- name: total_of_part
-- Fragment: the same within one season or episode, where a regular may be named for an
-- episode as well.
nullif(greatest(max(r.counted), count(distinct r.episode_id)), 0)::integer

-- name: regular_of_part
-- Fragment: whether p is billed for the whole season.
p.is_regular

-- name: regular_of_show
-- Fragment: whether p is billed for a whole season of the show.
exists (
  select from core.credits c join show s on s.id = c.show_id
  where c.person_id = p.id and c.season_id is not null and c.missing_since is null
    and {wanted_category})

-- name: billed
-- Fragment: the people of the tallies, each once: by billing, then who is in more
-- episodes, then by name.
people as (
  select g.*, p.name, p.profile_path,
    (to_char(coalesce(g.billing, 9999999999), 'FM0000000000')
      || to_char(99999999 - coalesce(g.episode_count, 0), 'FM00000000')
      || core.folded(p.name)) collate "C" as sort_key
  from (
    select r.person_id as id, min(r.billing_order)::bigint as billing,
      {total} as episode_count, bool_or(r.is_regular) as is_regular
    from tallies r group by r.person_id
  ) g
  join core.people p on p.id = g.id
)

-- name: cast_member
-- Fragment: what is said of p, one of the `people`.
json_build_object(
  'person', {person_named},
  'roles', (
    select json_agg(json_build_object(
      'category', w.category,
      'role', w.role,
      'department', w.department,
      'episode_count', w.episode_count,
      'billing_order', w.billing_order
    ) order by w.billing_order nulls last, w.episode_count desc nulls last,
      w.category, w.role, w.department)
    from (
      select r.category, r.role, r.department,
        min(r.billing_order) as billing_order, {total} as episode_count
      from tallies r where r.person_id = p.id
      group by r.category, r.role, r.department
    ) w),
  'episode_count', p.episode_count,
  'is_regular', {is_regular})

-- name: cast
-- One page of the people of a show, a season or an episode ({part}) in the order of
-- `billed`. {seek} is a constant of cast.py.
with recursive {show}, {parts}{tallies}, {billed},
chosen as (
  select g.* from people g where {seek} order by g.sort_key, g.id limit %(limit)s + 1
),
{page}
select case when o.id is not null then i.items end, null, i.after_key, i.after_id
from show s left join {part} o on true cross join (
  select coalesce(json_agg(x.item order by x.n) filter (where {fits}), '[]')::text
    as items, {place}
  from (
    select p.*, {cast_member} as item from page p
  ) x
) i
union all {moved_show};
