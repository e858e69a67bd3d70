-- name: wikis
-- The wikis in which somebody may be named: with a page about them, an entry of theirs,
-- or remembered by a show that credits them.
select w.id, w.name, w.source, w.url from core.wikis w
where w.id in (
  select p.wiki_id from core.wiki_pages p join core.wiki_subjects u on u.page_id = p.id
  where u.entity = 'person' and u.entity_id = %(id)s
  union
  select p.wiki_id from core.wiki_pages p join core.season_ledger l on l.page_id = p.id
  where l.person_id = %(id)s
  union
  select s.wiki_id from core.show_wikis s join core.credits c on c.show_id = s.show_id
  where c.person_id = %(id)s)
order by w.name;

-- name: pages
-- The pages about somebody, with the titles by which they are known.
select p.wiki_id, p.page_number,
  array(select p.title union select t.title from core.wiki_titles t
    where t.page_id = p.id order by 1)
from core.wiki_pages p where p.id = any(%(pages)s)
order by p.wiki_id, p.page_number;

-- name: names
-- How somebody is called anywhere, and in which wiki alone (else null).
select null::uuid, p.name from core.people p where p.id = %(id)s
union
select null, a.name from core.person_aliases a where a.person_id = %(id)s
union
select p.wiki_id, l.name from core.season_ledger l
join core.wiki_pages p on p.id = l.page_id
where l.person_id = %(id)s and l.name like '%% %%';

-- name: plain
-- Fragment: a text as names are found in it: folded words with one blank around each.
' ' || trim(regexp_replace(core.folded({text}), '[^[:alnum:]]+', ' ', 'g')) || ' '

-- name: forget_entries
-- Their parts in seasons, by whomever stated, and entries of these names.
with names as (select {of_name} as plain from unnest(%(names)s::text[]) n)
delete from core.season_ledger l using core.wiki_pages p
where p.id = l.page_id and (l.person_id = %(id)s or p.wiki_id = %(wiki_id)s
  and ({of_entry} in (select plain from names) or {of_link} in (select plain from names)))
returning l.show_id, l.name, l.person_id;

-- name: forget_values
-- What facts say of these names: a text that holds one goes, of several only that one.
-- A first name alone says nobody.
with names as (
  select {of_name} as plain from unnest(%(names)s::text[]) n where trim(n) like '%% %%'
),
named as (
  select f.ctid as at, f.{owner}, jsonb_agg(v.said order by v.place) filter (
      where not v.holds) as rest, bool_or(v.holds) as holds
  from {table} f join core.wiki_pages p on p.id = f.page_id
  cross join lateral (
    select t.said, t.place,
      exists (select from names n where position(n.plain in {of_value}) > 0) as holds
    from jsonb_array_elements(case jsonb_typeof(f.value) when 'array' then f.value
      else jsonb_build_array(f.value) end) with ordinality t (said, place)
  ) v
  where p.wiki_id = %(wiki_id)s
  group by f.ctid, f.{owner} having bool_or(v.holds)
),
cut as (
  update {table} f set value = n.rest from named n
  where f.ctid = n.at and n.rest is not null
),
gone as (
  delete from {table} f using named n where f.ctid = n.at and n.rest is null
)
select o.id, o.name, count(*)::integer from named n
join {owners} o on o.id = n.{owner} group by o.id, o.name order by o.id;

-- name: states
-- Whether a wiki states a field of somebody or something.
select exists (select from {table} f where f.{owner} = %(id)s and f.field = %(field)s);

-- name: forget_field
-- What all pages say of a field.
delete from {table} f where f.{owner} = %(id)s and f.field = %(field)s;

-- name: forget_titles
-- Titles of these names that were asked for.
with names as (select {of_name} as plain from unnest(%(names)s::text[]) n)
delete from core.wiki_titles t using names n
where t.wiki_id = %(wiki_id)s and ({of_title} = n.plain
  or starts_with({of_title}, n.plain) and t.title ~ '[(/]');

-- name: forget_candidate
-- Nobody thinks that a page may be about them.
update core.wiki_subjects u set candidates = (
  select coalesce(jsonb_agg(c order by n), '[]')
  from jsonb_array_elements(u.candidates) with ordinality t (c, n)
  where c ->> 'id' <> %(id)s::text)
where u.candidates @> jsonb_build_array(jsonb_build_object('id', %(id)s::text));

-- name: naming
-- A wiki's pages whose document may hold one of these words.
select d.source, d.kind, d.key, p.id from core.wiki_pages p
join core.wikis w on w.id = p.wiki_id
join source.documents d on d.source = w.source and d.kind = 'page'
  and d.key = w.name || ':' || p.page_number
where p.wiki_id = %(wiki_id)s and exists (select from unnest(%(words)s::text[]) n
  where position(n in lower(d.body::text)) > 0)
order by d.key;
