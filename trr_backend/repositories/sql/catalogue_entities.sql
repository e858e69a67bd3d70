-- name: named
-- One page of the networks or genres that have a show, by name, and the place of the next
-- one. {entities}, {links} and {member} say which, {columns} and {shown} what only one of
-- them has; all are constants of entities.py.
with chosen as (
  select n.id, n.name, {columns}, core.folded(n.name) as sort_key, c.shows
  from {entities} n
  cross join lateral (
    select count(*) as shows
    from {links} sn join core.shows s on s.id = sn.show_id
    where sn.{member} = n.id and sn.missing_since is null and {served}) c
  where c.shows > 0 and {seek}
  order by sort_key, n.id
  limit %(limit)s + 1
),
members as (select id, logo_path from chosen),
{faces},
{page}
select coalesce(json_agg(json_build_object(
    'id', x.id,
    'name', x.name,
    'tmdb_id', f.tmdb_id,
    {shown}
    'show_count', x.shows
  ) order by x.n) filter (where {fits}), '[]')::text,
  null,
  {place}
from page x join faces f on f.id = x.id;
