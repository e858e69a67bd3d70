-- name: shows
-- One line a show: what came together about it.
select s.name, extract(year from s.first_air_date)::int,
  coalesce(s.origin_countries[1], ''),
  coalesce((select string_agg(n.name, ', ' order by x.position)
    from core.show_networks x join core.networks n on n.id = x.network_id
    where x.show_id = s.id and x.missing_since is null), ''),
  coalesce((select string_agg(g.name, ', ' order by x.position)
    from core.show_genres x join core.genres g on g.id = x.genre_id
    where x.show_id = s.id and x.missing_since is null), ''),
  (select count(*) from core.show_watch_providers o
    where o.show_id = s.id and o.ended_at is null),
  (select count(distinct o.region) from core.show_watch_providers o
    where o.show_id = s.id and o.ended_at is null),
  s.slug
from core.shows s
where s.tracked
order by core.folded(s.name), s.first_air_date, s.id;

-- name: totals
-- How much there is of everything.
select
  (select count(*) from core.shows),
  (select count(*) from core.networks),
  (select count(*) from core.production_companies),
  (select count(*) from core.watch_providers),
  (select count(*) from core.show_watch_providers where ended_at is null),
  (select count(*) from core.media_assets where confirmed_at is not null),
  (select count(*) from ops.events);
