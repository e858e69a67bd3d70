-- name: stated_of_person
-- Fragment: whose facts f are read: a person's.
person o join core.person_facts f on f.person_id = o.id

-- name: stated_of_show
-- Fragment: a show's.
show o join core.show_facts f on f.show_id = o.id

-- name: facts
-- Fragment: what pages of wikis state of {stated}, as far as it is {wanted_facts}:
-- always, then in seasons, the newest first, then in seasons that are none of ours. What
-- is about a show that not everybody may see is left out. `part` is where a value holds.
-- A single value is compared as `said`, the record's value of it ({record}) as
-- `recorded`; a list is compared with nothing.
facts as materialized (
  select f.*, g.wiki_id, g.missing_since as page_missing_since, n.season_number,
    case when s.id is not null then {show_named} end as show,
    case when n.id is not null then {season_named} end as season,
    coalesce(n.id::text, f.scope) as part,
    regexp_replace(core.folded(c.single), {not_compared}, '', 'g') as said,
    case when c.single is not null then c.record end as record,
    c.record_source,
    case when c.single is not null then
      regexp_replace(core.folded(c.record), {not_compared}, '', 'g') end as recorded,
    (case
       when n.id is not null then {season_key} || n.id
       when f.scope <> '' then '2' || left(f.scope, 200)
       else '0' end
     || ' ' || left(f.field, 200) || ' ' || f.source) collate "C" as sort_key
  from {stated}
  join core.wiki_pages g on g.id = f.page_id
  left join core.shows s on s.id = f.show_id
  left join core.seasons n on n.id = f.season_id
  cross join lateral (
    select case when jsonb_typeof(f.value) = 'string' then f.value #>> '{}' end
        as single,
      {record}
  ) c
  where {wanted_facts} and (f.show_id is null or ({served}))
)

-- name: season_key
-- Fragment: where season n of show s stands, 19 letters: the newest first; one without a
-- day is most often yet to come.
'1' || to_char(
    99999999 - to_char(
      coalesce(n.air_date, s.last_air_date, s.first_air_date, '0001-01-01'),
      'YYYYMMDD')::integer,
    'FM00000000')
  || to_char(9999999999 - n.season_number, 'FM0000000000')

-- name: not_compared
-- Fragment: what makes no difference about a value: how an address or account is written.
'^(@|https?://(www[.])?)|/$'

-- name: wanted_facts
-- Fragment: facts that their page still states.
{stated_still}

-- name: wanted
-- Fragment: parts that their page still states.
{stated_still}

-- name: stated_still
-- Fragment: what a page states, now.
f.missing_since is null

-- name: record_of_person
-- Fragment: what is shown of person o in the field of fact f, and whose word it is.
case when f.scope = '' then case f.field
  when 'birthday' then to_char(o.birthday, 'YYYY-MM-DD')
  when 'deathday' then to_char(o.deathday, 'YYYY-MM-DD')
  when 'place_of_birth' then o.place_of_birth
  when 'gender' then o.gender
  when 'homepage' then o.homepage
  when 'facebook_handle' then o.facebook_handle
  when 'instagram_handle' then o.instagram_handle
  when 'twitter_handle' then o.twitter_handle
  when 'tiktok_handle' then o.tiktok_handle
  when 'youtube_handle' then o.youtube_handle
  end end as record,
coalesce(o.provenance ->> f.field, 'tmdb') as record_source

-- name: record_of_show
-- Fragment: the same of show o and of season n; wikis call the days otherwise.
case
  when n.id is not null and f.field = 'premiere_date'
    then to_char(n.air_date, 'YYYY-MM-DD')
  when f.scope = '' then case f.field
    when 'premiere_date' then to_char(o.first_air_date, 'YYYY-MM-DD')
    when 'finale_date' then to_char(o.last_air_date, 'YYYY-MM-DD')
    when 'homepage' then o.homepage
    end end as record,
coalesce(case
  when n.id is not null then n.provenance ->> 'air_date'
  else o.provenance ->> case f.field
    when 'premiere_date' then 'first_air_date'
    when 'finale_date' then 'last_air_date'
    else f.field end
  end, 'tmdb') as record_source

-- name: conflicts
-- Fragment: the other values of each of `facts`: on other pages, and in the record where
-- that has it from elsewhere.
conflicts as materialized (
  select c.id, json_agg(json_build_object(
      'value', c.value,
      'source', c.source,
      'source_url', c.source_url,
      'is_shown', c.is_shown
    ) order by c.is_shown desc, c.source_url nulls first, c.value) as others
  from (
    select f.id, c.value #>> '{}' as value, c.source, c.source_url,
      coalesce(c.said = f.recorded, false) as is_shown
    from facts f
    join facts c on c.field = f.field and c.part = f.part and c.page_id <> f.page_id
    where num_nonnulls(c.missing_since, f.missing_since) = 0 and {disputes}
    union all
    select f.id, f.record, f.record_source, null, true
    from facts f cross join lateral (select f.recorded as said) c
    where f.missing_since is null and {disputes} and not exists (
      select from facts r
      where r.field = f.field and r.part = f.part and r.said = f.recorded
        and r.source = f.record_source and r.missing_since is null)
  ) c
  group by c.id
)

-- name: disputes
-- Fragment: c.said is another value than f.said. One that is only less exact is none.
not (c.said = f.said or starts_with(c.said, f.said || {goes_on})
  or starts_with(f.said, c.said || {goes_on}))

-- name: goes_on
-- Fragment: how a more exact value goes on: a day after its year, a place after a town.
case when f.said ~ '^[0-9-]+$' then '-' else ',' end

-- name: fact
-- Fragment: everything that is shown of fact f, whose `conflicts` are k.
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
'conflicts', coalesce(k.others, '[]')

-- name: person_fact
-- Fragment: the same of a person, whose seasons are of several shows.
{fact}, 'show', f.show

-- name: facts_in_order
-- Fragment: all `facts` with the pairs {told} of each.
(select coalesce(json_agg(json_build_object({told}) order by f.sort_key, f.id), '[]')
 from facts f left join conflicts k on k.id = f.id)

-- name: wiki_named
-- Fragment: how wiki w has to be named.
json_build_object(
  'source', w.source,
  'text', 'From ' || coalesce(w.site_name, w.name) || coalesce(
    ', under ' || w.licence || coalesce(' (' || w.licence_url || ')', ''),
    ', which states no licence') || '.',
  'url', w.url)

-- name: with_wikis
-- Fragment: {sources}, an array of who has to be named in any case, with the wikis of
-- {pages} at its end.
(left({sources}, -1) || coalesce((
  select ',' || string_agg({wiki_named}::text, ',' order by w.name)
  from core.wikis w where w.id in (select x.wiki_id from {pages} x)), '') || ']')

-- name: named_anyway
-- Fragment: who has to be named without wikis and IMDb; never an empty array.
%(attribution)s::text

-- name: stated_facts
-- One page of the facts of {owner}, in the order of `facts`. {seek} and the others are
-- constants of facts.py.
with recursive {looked_up}, {facts}, {conflicts},
chosen as (
  select f.* from facts f
  where {seek}
    and (%(field)s::text is null or f.field = %(field)s::text)
    and (%(season)s::integer is null or f.season_number = %(season)s::integer)
    and (%(scope)s::text is null
      or core.folded(f.scope) = core.folded(%(scope)s::text))
    and (not %(conflicting)s or f.id in (select k.id from conflicts k))
  order by f.sort_key, f.id limit %(limit)s + 1
),
{page}
select case when {is_there} then i.items end, null, i.after_key, i.after_id,
  {with_wikis}
from {owner} o cross join (
  select coalesce(json_agg(x.item order by x.n) filter (where {fits}), '[]')::text
    as items, {place}
  from (
    select f.*, json_build_object({told}) as item
    from page f left join conflicts k on k.id = f.id
  ) x
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
select {with_wikis}, null, null, null;
