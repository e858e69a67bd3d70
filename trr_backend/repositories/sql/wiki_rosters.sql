-- name: roster_shows
-- Shows with all their titles.
select s.id, s.name, array(select distinct t.title from (
    select s.original_name as title
    union all select a.title from core.show_alternative_titles a
      where a.show_id = s.id and a.missing_since is null
    union all select n.name from core.show_translations n
      where n.show_id = s.id and n.missing_since is null
  ) t where t.title is not null and t.title <> s.name order by t.title),
  extract(year from s.first_air_date)::integer, s.origin_countries,
  array(select x.source || ':' || x.id from core.external_ids x
    where x.entity = 'show' and x.entity_id = s.id order by x.source, x.id)
from core.shows s where s.id = any(%(show_ids)s)
order by s.created_at, s.id;

-- name: namesakes
-- Other shows of the same name, which a wiki's pages may be about as well; not of those
-- of which a person said that the wiki is about them, nor what nobody could look up.
select distinct n.id from core.shows s
join core.shows n on lower(n.name) = lower(s.name) and n.merged_into is null
where s.id = any(%(show_ids)s) and n.id <> all(%(show_ids)s)
  and exists (select from core.external_ids x
    where x.entity = 'show' and x.entity_id = n.id)
  and not exists (select from core.show_wikis w
    where w.wiki_id = %(wiki_id)s and w.show_id = s.id and w.by_person);

-- name: roster_seasons
-- Seasons of shows; a number that two of them have is there once.
select distinct on (s.created_at, s.id, n.season_number)
  s.id, s.name, n.season_number, n.name, extract(year from n.air_date)::integer
from core.seasons n join core.shows s on s.id = n.show_id
where s.id = any(%(show_ids)s) and n.missing_since is null
order by s.created_at, s.id, n.season_number, n.air_date, n.id;

-- name: named_seasons
-- What pages about seasons are called, by titles that lead to one as well.
select t.title, u.entity_id, u.season_number
from core.wiki_subjects u
join core.wiki_pages p on p.id = u.page_id and p.wiki_id = %(wiki_id)s
cross join lateral (select p.title union select o.title from core.wiki_titles o
  where o.page_id = p.id) t
where u.entity = 'season' and u.entity_id = any(%(show_ids)s)
order by t.title;

-- name: roster_people
-- Everybody credited in these shows, with the seasons of their credits as far as these
-- are known. Of whom a page of the wiki is said to be, former credits count as well: who
-- falls out of a cast keeps the page. A birthday that a wiki said proves nothing of it.
with members as materialized (
  select c.person_id, c.show_id, coalesce(n.season_number, e.season_number) as season
  from core.credits c
  left join core.seasons n on n.id = c.season_id
  left join (core.episodes i join core.seasons e on e.id = i.season_id)
    on i.id = c.episode_id
  where c.show_id = any(%(show_ids)s)
    and (%(person_id)s::uuid is null or c.person_id = %(person_id)s)
    and (c.missing_since is null or exists (select from core.wiki_subjects w
      join core.wiki_pages p on p.id = w.page_id and p.wiki_id = %(wiki_id)s
      where w.entity = 'person' and w.entity_id = c.person_id))
  group by 1, 2, 3
),
people as (
  select person_id, array_agg(show_id) as shows, array_agg(season) as seasons
  from members group by person_id
)
select p.id, p.name, array(select a.name from core.person_aliases a
    where a.person_id = p.id and a.missing_since is null order by a.position),
  case when p.provenance ->> 'birthday' in ('fandom', 'wiki') then null
    else p.birthday end,
  array(select x.source || ':' || x.id from core.external_ids x
    where x.entity = 'person' and x.entity_id = p.id order by x.source, x.id),
  m.shows, m.seasons
from people m join core.people p on p.id = m.person_id
order by p.created_at, p.id;

-- name: shows_of_person
-- Where somebody is credited, now or before.
select distinct c.show_id from core.credits c
join core.shows s on s.id = c.show_id and s.merged_into is null
where c.person_id = %(person_id)s;
