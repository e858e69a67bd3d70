-- name: ensure
-- A wiki by its name.
insert into core.wikis (name, source, url) values (%(name)s, %(source)s, %(url)s)
on conflict (name) do nothing;

-- name: load
-- What is known of wikis: one by its name, those that shows remember, or all.
select w.id, w.name, w.source, w.url, w.site_name, w.language, w.article_url, w.licence,
  w.licence_url, w.is_free, w.file_namespace, r.site_at, r.changes_at
from core.wikis w
left join ops.wiki_reads r on r.wiki_id = w.id
where (%(name)s::text is null or w.name = %(name)s)
  and (%(show_ids)s::uuid[] is null or exists (select from core.show_wikis s
    where s.wiki_id = w.id and s.show_id = any(%(show_ids)s)))
order by w.created_at, w.name;

-- name: shows
-- Which shows remember a wiki, of these or of all. A merged show's pages are the other's.
select s.id
from core.show_wikis w
join core.shows s on s.id = w.show_id and s.merged_into is null
where w.wiki_id = %(wiki_id)s
  and (%(show_ids)s::uuid[] is null or s.id = any(%(show_ids)s))
order by s.created_at, s.id;

-- name: remember
-- A show is looked up in a wiki from now on; a person's word stays one.
insert into core.show_wikis as w (show_id, wiki_id, by_person)
values (%(show_id)s, %(wiki_id)s, %(by_person)s)
on conflict (show_id, wiki_id) do update set by_person = true
where excluded.by_person and not w.by_person;

-- name: save_site
-- What a wiki says of itself, where that is news.
update core.wikis w set (site_name, language, article_url, licence, licence_url, is_free,
  file_namespace) = row (n.*)
from (values (%(site_name)s, %(language)s, %(article_url)s, %(licence)s::text,
  %(licence_url)s::text, %(is_free)s::boolean, %(file_namespace)s)) n
where w.id = %(wiki_id)s and (w.site_name, w.language, w.article_url, w.licence,
  w.licence_url, w.is_free, w.file_namespace) is distinct from row (n.*);

-- name: read_site
-- When it said so.
insert into ops.wiki_reads as r (wiki_id, site_at) values (%(wiki_id)s, %(at)s)
on conflict (wiki_id) do update set site_at = greatest(r.site_at, excluded.site_at);

-- name: read_changes
-- Up to when its changes were read; never back.
insert into ops.wiki_reads as r (wiki_id, changes_at) values (%(wiki_id)s, %(until)s)
on conflict (wiki_id) do update
set changes_at = greatest(r.changes_at, excluded.changes_at);

-- name: stale_pages
-- Pages that changed, by number or by their own title. Of another title that leads to
-- one, only that title is asked again.
update core.wiki_pages p set stale = true
where p.wiki_id = %(wiki_id)s and not p.stale and (p.page_number = any(%(numbers)s)
  or p.id in (select o.id from core.wiki_titles t
    join core.wiki_pages o on o.id = t.page_id and o.title = t.title
    where t.wiki_id = %(wiki_id)s and t.title = any(%(titles)s)));

-- name: stale_titles
-- Titles that may lead elsewhere now.
update core.wiki_titles t set stale = true
where t.wiki_id = %(wiki_id)s and t.title = any(%(titles)s) and not t.stale;

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
  s.id, s.name, n.season_number, n.name
from core.seasons n join core.shows s on s.id = n.show_id
where s.id = any(%(show_ids)s) and n.missing_since is null
order by s.created_at, s.id, n.season_number, n.air_date, n.id;

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
