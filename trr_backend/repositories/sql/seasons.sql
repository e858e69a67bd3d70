-- name: numbers
-- How people know seasons and episodes: the numbers, and an episode's name.
select s.id, s.season_number, null::integer as episode_number, null::text as name
from core.seasons s where s.id = any(%(ids)s)
union all
select e.id, s.season_number, e.episode_number, e.name
from core.episodes e join core.seasons s on s.id = e.season_id
where e.id = any(%(ids)s)
order by season_number, episode_number, id;

-- name: episodes
-- How many episodes that the source still names the seasons of these TMDb ids have.
select x.id, count(*) from core.external_ids x
join core.episodes e on e.season_id = x.entity_id and e.missing_since is null
where x.entity = 'season' and x.source = 'tmdb' and x.id = any(%(tmdb_ids)s)
group by x.id;
