-- name: page_named
-- Fragment: how page g of a wiki is called, and the wiki.
json_build_object('title', g.title, 'wiki', (
  select coalesce(w.site_name, w.name) from core.wikis w where w.id = g.wiki_id))

-- name: page_fact
-- Fragment: what a page shows of fact f, which is of any show.
{person_fact},
'page', (select {page_named} from core.wiki_pages g where g.id = f.page_id),
'order', left(f.sort_key, 19)

-- name: pages_of_part
-- Fragment: the pages that state something of part q in the ledger, each once.
(select json_agg(json_build_object(
    {part_source},
    'page', (select {page_named} from core.wiki_pages g where g.id = t.page_id)
  ) order by t.stated_by desc, t.source_url)
 from (
   select distinct on (t.page_id) t.* from statements t
   where t.part = q.part and (q.who is null or t.who = q.who)
   order by t.page_id, t.revision desc
 ) t)

-- name: wikis_on_page
-- Fragment: the wikis of the facts and of the ledger, which have to be named.
(select coalesce(json_agg(json_build_object(
    'name', coalesce(w.site_name, w.name),
    'url', w.url,
    'licence', w.licence,
    'licence_url', w.licence_url
  ) order by w.name), '[]')
 from core.wikis w
 where w.id in (select f.wiki_id from facts f union all
   select t.wiki_id from statements t))

-- name: ledger_by_season
-- Fragment: who took part in which season, the newest first; %(entries)s in all.
(select coalesce(json_agg(json_build_object(
    'season', q.season,
    'scope', q.scope,
    'entries', q.entries,
    'sources', {pages_of_part}
  ) order by q.sort_key), '[]')
 from (
   select e.part, null as who, min(e.sort_key) as sort_key,
     (array_agg(e.season))[1] as season,
     (array_agg(e.scope order by e.sort_key))[1] as scope,
     json_agg(json_build_object(
       'person', (
         select json_build_object('id', p.id, 'name', p.name) from core.people p
         where p.id = e.person_id and {served_person}),
       'name', e.name,
       {part_facts}
     ) order by e.sort_key) as entries
   from (select e.* from entries e order by e.sort_key, e.id limit %(entries)s) e
   group by e.part
 ) q)

-- name: parts_played
-- Fragment: the seasons that the person took part in, the newest first.
(select coalesce(json_agg(json_build_object(
    'show', (select {show_named} from core.shows s where s.id = q.show_id),
    'season', q.season,
    'scope', q.scope,
    'order', q.place_of_season,
    {part_facts},
    'sources', {pages_of_part}
  ) order by q.place_of_season, q.sort_key), '[]')
 from (
   select e.*, coalesce((
       select {season_key} from core.seasons n join core.shows s on s.id = n.show_id
       where n.id = e.season_id), '2') collate "C" as place_of_season
   from entries e
 ) q cross join lateral (select q.*) e)
