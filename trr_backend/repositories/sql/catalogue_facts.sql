-- name: stated_of_person
-- Fragment: whose facts f are read: a person's.
person o join core.person_facts f on f.person_id = o.id

-- name: stated_of_show
-- Fragment: a show's.
show o join core.show_facts f on f.show_id = o.id

-- name: facts
-- Fragment: what pages of wikis state of {stated}, as far as it is {wanted}: always, then
-- in seasons, the newest first, then in seasons that are none of ours. What is about a
-- show that not everybody may see is left out. `part` is where a value holds, `said` a
-- single value as it is compared, `opening` how a more exact one begins: a date goes on
-- with a hyphen, a place with a comma. A list is compared with nothing.
facts as materialized (
  select f.id, f.page_id, f.field, f.value, f.heading, f.scope, f.source, f.source_url,
    f.revision, f.retrieved_at, f.licence, f.licence_url, f.attribution,
    f.missing_since, g.wiki_id, g.missing_since as page_missing_since,
    n.season_number,
    case when s.id is not null then {show_named} end as show,
    case when n.id is not null then {season_named} end as season,
    coalesce(n.id::text, core.folded(f.scope)) as part,
    c.said, c.said || {goes_on} as opening,
    (case
       when n.id is not null then '1' || to_char(
           99999999 - to_char({began}, 'YYYYMMDD')::integer, 'FM00000000')
         || to_char(9999999999 - n.season_number, 'FM0000000000') || n.id
       when f.scope <> '' then '2' || left(core.folded(f.scope), 200)
       else '0' end
     || ' ' || left(f.field, 200) || ' ' || f.source) collate "C" as sort_key
  from {stated}
  join core.wiki_pages g on g.id = f.page_id
  left join core.shows s on s.id = f.show_id
  left join core.seasons n on n.id = f.season_id
  cross join lateral (
    select case when jsonb_typeof(f.value) = 'string'
      then ltrim(core.folded(f.value #>> '{}'), '@') end as said
  ) c
  where {wanted} and (f.show_id is null or ({served}))
)

-- name: goes_on
-- Fragment: see `facts`.
case when c.said ~ '^[0-9][0-9][0-9][0-9](-[0-9][0-9])?$' then '-' else ',' end

-- name: began
-- Fragment: when season n began; one without a day counts from the one before it.
coalesce(n.air_date, (
    select max(b.air_date) from core.seasons b
    where b.show_id = n.show_id and b.season_number < n.season_number
  ), s.first_air_date, '0001-01-01')

-- name: wanted
-- Fragment: facts that their page still states.
f.missing_since is null

-- name: record_of_person
-- Fragment: what is shown of the person in fields that pages state as well, and whose
-- word it is.
record as (
  select k.field, '' as part, k.value, c.said, c.said || {goes_on} as opening,
    coalesce(o.provenance ->> k.field, 'tmdb') as source
  from person o cross join lateral (values
    ('birthday', to_char(o.birthday, 'YYYY-MM-DD')),
    ('deathday', to_char(o.deathday, 'YYYY-MM-DD')),
    ('place_of_birth', o.place_of_birth),
    ('gender', o.gender),
    ('facebook_handle', o.facebook_handle),
    ('instagram_handle', o.instagram_handle),
    ('twitter_handle', o.twitter_handle),
    ('tiktok_handle', o.tiktok_handle),
    ('youtube_handle', o.youtube_handle)
  ) k (field, value)
  cross join lateral (select ltrim(core.folded(k.value), '@') as said) c
  where k.value is not null and exists (select from facts)
)

-- name: record_of_show
-- Fragment: the same of the show and of its seasons; wikis call the days otherwise.
record as (
  select k.field, k.part, k.value, k.value as said, k.value as opening, k.source
  from (
    select d.field, '' as part, to_char(d.day, 'YYYY-MM-DD') as value,
      coalesce(o.provenance ->> d.called, 'tmdb') as source
    from show o cross join lateral (values
      ('premiere_date', 'first_air_date', o.first_air_date),
      ('finale_date', 'last_air_date', o.last_air_date)
    ) d (field, called, day)
    union all
    select 'premiere_date', n.id::text, to_char(n.air_date, 'YYYY-MM-DD'),
      coalesce(n.provenance ->> 'air_date', 'tmdb')
    from show o join core.seasons n on n.show_id = o.id and n.missing_since is null
  ) k
  where k.value is not null and exists (select from facts)
)

-- name: claims
-- Fragment: every single value that is stated now: by pages, and by the record where
-- that has it from elsewhere.
claims as materialized (
  select f.field, f.part, f.page_id, f.said, f.opening, f.value #>> '{}' as value,
    f.source, f.source_url,
    exists (
      select from record r
      where r.field = f.field and r.part = f.part and r.said = f.said) as is_shown
  from facts f where f.said is not null and f.missing_since is null
  union all
  select r.field, r.part, null, r.said, r.opening, r.value, r.source, null, true
  from record r
  where not exists (
    select from facts f
    where f.field = r.field and f.part = r.part and f.said = r.said
      and f.source = r.source and f.missing_since is null)
)

-- name: disputes
-- Fragment: claim c is another value than fact f. One that is only less exact agrees.
c.field = f.field and c.part = f.part and c.page_id is distinct from f.page_id
  and f.missing_since is null
  and not (c.said = f.said or starts_with(c.said, f.opening)
    or starts_with(f.said, c.opening))

-- name: fact
-- Fragment: everything that is shown of fact f.
'field', f.field,
'value', f.value,
'heading', f.heading,
'season', f.season,
'scope', nullif(f.scope, ''),
'source', f.source,
'source_url', f.source_url,
'revision', f.revision,
'retrieved_at', to_char(f.retrieved_at at time zone 'UTC', {instant}),
'licence', f.licence,
'licence_url', f.licence_url,
'attribution', f.attribution,
'missing_since', to_char(f.missing_since at time zone 'UTC', {instant}),
'page_missing_since', to_char(f.page_missing_since at time zone 'UTC', {instant}),
'conflicts', (
  select coalesce(json_agg(json_build_object(
      'value', c.value,
      'source', c.source,
      'source_url', c.source_url,
      'is_shown', c.is_shown
    ) order by c.is_shown desc, c.page_id is not null, c.source_url, c.value), '[]')
  from claims c where {disputes})

-- name: person_fact
-- Fragment: the same of a person, whose seasons are of several shows.
{fact}, 'show', f.show

-- name: facts_in_order
-- Fragment: all `facts` with the pairs {told} of each.
(select coalesce(json_agg(json_build_object({told}) order by f.sort_key, f.id), '[]')
 from facts f)

-- name: wiki_named
-- Fragment: how wiki w has to be named.
json_build_object(
  'source', w.source,
  'text', 'From ' || coalesce(w.site_name, w.name) || coalesce(
    ', under ' || w.licence || coalesce(' (' || w.licence_url || ')', ''),
    ', which states no licence') || '.',
  'url', w.url)

-- name: with_wikis
-- Fragment: {sources}, an array of who has to be named, and the wikis of {pages}.
(select json_agg(a.one order by a.place, a.name)
 from (
   select e.one, e.place, '' as name
   from json_array_elements({sources}) with ordinality e (one, place)
   union all
   select {wiki_named}, 99, w.name from core.wikis w
   where w.id in (select x.wiki_id from {pages} x)
 ) a)

-- name: named_anyway
-- Fragment: who has to be named without wikis and IMDb.
%(attribution)s::json

-- name: stated_facts
-- One page of the facts of {owner}, in the order of `facts`. {seek} and the others are
-- constants of facts.py.
with recursive {looked_up}, {facts}, {record}, {claims},
chosen as (
  select f.* from facts f
  where {seek}
    and (%(field)s::text is null or f.field = %(field)s::text)
    and (%(season)s::integer is null or f.season_number = %(season)s::integer)
    and (%(scope)s::text is null
      or core.folded(f.scope) = core.folded(%(scope)s::text))
    and (not %(conflicting)s or exists (select from claims c where {disputes}))
  order by f.sort_key, f.id limit %(limit)s + 1
),
{page}
select case when {is_there} then i.items end, null, i.after_key, i.after_id,
  {with_wikis}::text
from {owner} o cross join (
  select coalesce(json_agg(x.item order by x.n) filter (where {fits}), '[]')::text
    as items, {place}
  from (select f.*, json_build_object({told}) as item from page f) x
) i
union all select m.*, null from ({moved}) m;

-- name: wanted_or_gone
-- Fragment: also what the page no longer states, where %(missing)s.
(%(missing)s or f.missing_since is null)

-- name: has_season
-- Fragment: show o has a season of the number that is asked for, if any is.
(%(season)s::integer is null or exists (
  select from core.seasons n
  where n.show_id = o.id and n.season_number = %(season)s::integer))

-- name: all_sources
-- Who has to be named anywhere: the sources that the caller knows, and every wiki of
-- which there is a page.
select {with_wikis}::text, null, null, null;
