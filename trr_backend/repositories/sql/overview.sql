-- name: shows
-- One line a show: what came together about it.
select s.name, extract(year from s.first_air_date)::int,
  coalesce(s.origin_countries[1], ''),
  coalesce((select string_agg(n.name, ', ' order by x.position)
    from core.show_networks x join core.networks n on n.id = x.network_id
    where x.show_id = s.id and x.missing_since is null), ''),
  t.season_count, t.episode_count,
  (select count(distinct c.person_id) from core.credits c
    where c.show_id = s.id and c.missing_since is null),
  (select count(*) from core.show_watch_providers o
    where o.show_id = s.id and o.ended_at is null),
  s.slug
from core.shows s join core.show_totals t on t.show_id = s.id
where s.tracked and s.merged_into is null
order by core.folded(s.name), s.first_air_date, s.id;

-- name: totals
-- How much there is of everything.
select
  (select count(*) from core.shows),
  (select count(*) from core.seasons where missing_since is null),
  (select count(*) from core.episodes where missing_since is null),
  (select count(*) from core.people where missing_since is null),
  (select count(*) from core.credits where missing_since is null),
  (select count(*) from core.networks),
  (select count(*) from core.production_companies),
  (select count(*) from core.watch_providers),
  (select count(*) from core.show_watch_providers where ended_at is null),
  (select count(*) from core.media_assets a where confirmed_at is not null
    and exists (select from core.media_links l
      where l.sha256 = a.sha256 and l.linked_at is not null)),
  (select count(*) from ops.events);

-- name: example
-- A show whose credits are known to the season, that season, and its first regular: of
-- those of whom wikis say something, if there are any.
select s.slug, n.season_number, c.person_id::text
from core.credits c
join core.seasons n on n.id = c.season_id and n.missing_since is null
join core.shows s on s.id = c.show_id and s.tracked and s.slug is not null
where c.missing_since is null and c.category <> 'crew' and n.season_number > 0
order by core.folded(s.name), s.id, n.season_number,
  not exists (select from core.person_facts f
    where f.person_id = c.person_id and f.missing_since is null),
  c.billing_order, c.person_id
limit 1;
