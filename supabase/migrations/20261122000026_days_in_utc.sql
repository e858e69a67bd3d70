-- What has aired is counted by the day in UTC, whatever the session's time zone is:
-- answers are kept until that day ends.
create or replace view core.season_spans with (security_invoker = true) as
select s.id as season_id, s.show_id, s.season_number,
  count(e.id)::integer as episode_count,
  -- An episode without a day has aired where a later one of its season has.
  (count(e.id) filter (where e.air_date <= (now() at time zone 'UTC')::date) + (
    select count(*) from core.episodes u
    where u.season_id = s.id and u.missing_since is null and u.air_date is null
      and u.episode_number < (
        select max(l.episode_number) from core.episodes l
        where l.season_id = s.id and l.missing_since is null
          and l.air_date <= (now() at time zone 'UTC')::date)))::integer as aired_count,
  min(e.air_date) as first_air_date, max(e.air_date) as last_air_date
from core.seasons s
left join core.episodes e on e.season_id = s.id and e.missing_since is null
where s.missing_since is null
group by s.id;

create or replace view core.show_totals with (security_invoker = true) as
select s.id as show_id,
  coalesce(t.season_count, 0) as season_count,
  coalesce(t.episode_count, 0) as episode_count,
  coalesce(t.special_count, 0) as special_count,
  latest.id as latest_episode_id, latest.air_date as latest_air_date,
  upcoming.id as next_episode_id, upcoming.air_date as next_air_date
from core.shows s
left join lateral (
  select count(*) filter (where p.season_number > 0)::integer as season_count,
    (sum(p.episode_count) filter (where p.season_number > 0))::integer as episode_count,
    (sum(p.episode_count) filter (where p.season_number = 0))::integer as special_count
  from core.season_spans p where p.show_id = s.id
) t on true
left join lateral (
  select e.id, e.air_date from core.episodes e join core.seasons n on n.id = e.season_id
  where e.show_id = s.id and e.missing_since is null and n.season_number > 0
    and n.missing_since is null
    and e.air_date <= (now() at time zone 'UTC')::date
  order by e.air_date desc, n.season_number desc, e.episode_number desc, e.id limit 1
) latest on true
left join lateral (
  select e.id, e.air_date from core.episodes e join core.seasons n on n.id = e.season_id
  where e.show_id = s.id and e.missing_since is null and n.season_number > 0
    and n.missing_since is null
    and e.air_date > (now() at time zone 'UTC')::date
  order by e.air_date, n.season_number, e.episode_number, e.id limit 1
) upcoming on true;
