-- name: parts_of_show
-- Fragment: which rows l of the ledger are read: those of a show.
show o join core.season_ledger l on l.show_id = o.id
  join core.shows s on s.id = o.id

-- name: parts_of_person
-- Fragment: those of a person, in shows that anybody may see.
person o join core.season_ledger l on l.person_id = o.id
  join core.shows s on s.id = l.show_id and {served}

-- name: ledger
-- Fragment: who took part in which season. `statements` are what each page says of it,
-- as far as it is {wanted}; `rank` 1 is the one that is shown: of the season's own page,
-- then of one that is still there. `entries` are the parts, each once: what the shown
-- statement leaves open is filled from the next.
statements as materialized (
  select t.*, row_number() over (
      partition by t.part, t.who
      order by t.missing_since is not null, t.stated_by <> 'season',
        t.page_missing_since is not null, t.source, t.page_id, t.position
    ) as rank
  from (
    select f.*, n.season_number, g.wiki_id, g.missing_since as page_missing_since,
      case when n.id is not null then {season_named} end as season,
      f.show_id || coalesce(n.id::text, core.folded(f.scope)) as part,
      coalesce(f.person_id::text, core.folded(f.name)) as who
    from (select l.* from {parts}) f
    join core.wiki_pages g on g.id = f.page_id
    left join core.seasons n on n.id = f.season_id
    where {wanted}
  ) t
),
merged as (
  select t.part, t.who,
    (array_agg(t.placement order by t.rank) filter (where t.placement is not null))[1]
      as placement,
    (array_agg(t.place order by t.rank) filter (where t.place is not null))[1] as place,
    (array_agg(t.entry order by t.rank) filter (where t.entry is not null))[1] as entry,
    (array_agg(t.exit order by t.rank) filter (where t.exit is not null))[1] as exit,
    (array_agg(to_json(t.teams) order by t.rank) filter (where t.teams <> '{}'))[1]
      as teams
  from statements t group by t.part, t.who
),
entries as materialized (
  select t.id, t.show_id, t.part, t.who, t.season_id, t.season, t.season_number,
    t.scope, t.name, t.person_id, t.position, t.stated_by, t.missing_since, m.placement, m.place,
    m.entry, m.exit, coalesce(m.teams, '[]') as teams,
    (coalesce(to_char(9999999999 - t.season_number, 'FM0000000000'), 'x')
      || left(t.part, 240)
      || to_char(coalesce(m.place, 9999999999), 'FM0000000000')
      || to_char(t.position, 'FM0000000000')
      || left(core.folded(t.name), 200)) collate "C" as sort_key
  from statements t join merged m using (part, who) where t.rank = 1
)

-- name: of_season
-- Fragment: of the season that %(season)s numbers, where any is.
(%(season)s::integer is null or n.season_number = %(season)s::integer)

-- name: part_source
-- Fragment: where statement t stands, and under which terms.
'source', t.source,
'source_url', t.source_url,
'revision', t.revision,
'retrieved_at', to_char(t.retrieved_at at time zone 'UTC', {instant}),
'licence', t.licence,
'licence_url', t.licence_url,
'attribution', t.attribution,
'page_missing_since', to_char(t.page_missing_since at time zone 'UTC', {instant})

-- name: part_facts
-- Fragment: what is said of part e of a person in a season.
'placement', e.placement,
'place', e.place,
'entry', e.entry,
'exit', e.exit,
'teams', e.teams

-- name: show_ledger
-- One page of who took part in the seasons of a show, the newest season first: by place,
-- then as the page has them. {seek} is a constant of ledger.py.
with recursive {show}, {ledger},
chosen as (
  select e.* from entries e
  where {seek} order by e.sort_key, e.id limit %(limit)s + 1
),
{page},
told as (
  select t.wiki_id, x.id, t.rank, json_build_object(
      'stated_by', t.stated_by,
      'placement', t.placement,
      'place', t.place,
      'entry', t.entry,
      'exit', t.exit,
      'teams', t.teams,
      {part_source}
    ) as statement
  from page x join statements t using (part, who) where {fits}
)
select case when {has_season} then i.items end, null, i.after_key, i.after_id,
  {with_wikis}
from show o cross join (
  select coalesce(json_agg(x.item order by x.n) filter (where {fits}), '[]')::text
    as items, {place}
  from (
    select e.*, json_build_object(
      'season', e.season,
      'scope', e.scope,
      'person', (
        select {person_named} from core.people p
        where p.id = e.person_id and {served_person}),
      'name', e.name,
      {part_facts},
      'stated_by', e.stated_by,
      'missing_since', to_char(e.missing_since at time zone 'UTC', {instant}),
      'sources', (
        select json_agg(t.statement order by t.rank) from told t where t.id = e.id)
    ) as item
    from page e
  ) x
) i
union all select m.*, null from ({moved_show}) m;
