-- name: hold
-- A page gets another subject: who writes ledgers of the wiki waits until that is seen.
select pg_advisory_xact_lock_shared(hashtextextended(p.wiki_id::text, 7381908))
from core.wiki_pages p where p.id = %(page_id)s;

-- name: take_turn
-- A ledger is written: who gives pages of the wiki another subject waits, and finds it.
select pg_advisory_xact_lock(hashtextextended(%(wiki_id)s::uuid::text, 7381908));

-- name: page
-- The wiki of a page, and whom or what it is about.
select w.id, w.name, w.source, w.url, u.entity, u.entity_id
from core.wiki_pages p
join core.wikis w on w.id = p.wiki_id
left join core.wiki_subjects u on u.page_id = p.id
where p.id = %(page_id)s;

-- name: only_show
-- The show in which somebody is credited, of those that remember a wiki: if it is one.
select (array_agg(w.show_id))[1] from core.show_wikis w
where w.wiki_id = %(wiki_id)s and exists (select from core.credits c
  where c.show_id = w.show_id and c.person_id = %(person_id)s)
having count(*) = 1;

-- name: people
-- Who the people of ledger entries are: whom the page is about to which their name
-- links, else who alone has this very name in the season's cast.
with given as (
  select * from json_to_recordset(%(entries)s) g
    (n integer, season_id uuid, name text, page_title text)
),
members as materialized (
  select s.season_id, core.folded(p.name) as name, p.id
  from (select distinct season_id from given where season_id is not null) s
  join lateral (
    select c.person_id from core.credits c
    where c.season_id = s.season_id and c.missing_since is null and c.category <> 'crew'
    union
    select c.person_id from core.episodes e join core.credits c on c.episode_id = e.id
    where e.season_id = s.season_id and c.missing_since is null
      and c.category <> 'crew'
  ) c on true
  join core.people p on p.id = c.person_id
)
select g.n, coalesce(
  (select u.entity_id from core.wiki_titles t
    join core.wiki_subjects u on u.page_id = t.page_id and u.entity = 'person'
    where t.wiki_id = %(wiki_id)s and t.title = g.page_title),
  (select (array_agg(m.id))[1] from members m
    where m.season_id = g.season_id and m.name = core.folded(g.name)
    having count(*) = 1))
from given g order by g.n;

-- name: linking
-- The entries of season ledgers that link to a page, held until the commit.
select l.id, l.show_id, l.season_id, l.name, l.page_title, l.person_id, p.wiki_id
from core.wiki_titles t
join core.season_ledger l on l.page_title = t.title and l.stated_by = 'season'
join core.wiki_pages p on p.id = l.page_id and p.wiki_id = t.wiki_id
where t.page_id = %(page_id)s
order by l.id for update of l;

-- name: link
-- Who somebody in the ledger is.
update core.season_ledger set person_id = %(person_id)s where id = %(id)s;

-- name: retract
-- What a page says of seasons.
delete from core.season_ledger where page_id = %(page_id)s
returning show_id, name, person_id;

-- name: names
-- How shows and people are called.
select 'show', id, name from core.shows where id = any(%(ids)s)
union all
select 'person', id, name from core.people where id = any(%(ids)s);
