-- name: seasons
-- Seasons by show and number, one that the source still names first.
select distinct on (s.show_id, s.season_number) s.show_id, s.season_number, s.id
from unnest(%(shows)s::uuid[], %(numbers)s::integer[]) g (show_id, season_number)
join core.seasons s using (show_id, season_number)
order by s.show_id, s.season_number, s.missing_since is not null,
  s.missing_since desc, s.id;

-- name: silenced
-- Fields that stay empty: of an entity, as a person has said.
select field from core.overrides
where entity = %(entity)s and entity_id = %(id)s and value = 'null' and not locked;

-- name: ids
-- Every id that an entity has, or has had.
select source, id from core.external_ids
where entity = %(entity)s and entity_id = %(id)s order by source, id;

-- name: person
-- How a person is named, held so that nobody else goes or is merged until the commit.
select p.name, l.label from core.people p
join ops.labels l on l.entity = 'person' and l.id = p.id
where p.id = %(id)s for key share of p;

-- name: show
-- How a show is named, held likewise.
select s.name, l.label from core.shows s
join ops.labels l on l.entity = 'show' and l.id = s.id
where s.id = %(id)s for key share of s;

-- name: otherwise
-- Which of these facts of a person's page another source, or another page, says
-- otherwise. A date or place that is only less exact agrees; an at sign says nothing.
with new as (
  select g.field, c.said, c.said || c.goes_on as opening
  from json_to_recordset(%(facts)s) g (field text, value text)
  cross join lateral (select ltrim(core.folded(g.value), '@') as said,
    case when g.value ~ '^[0-9]{4}(-[0-9]{2})?$' then '-' else ',' end as goes_on) c
),
others as (
  select n.field, coalesce(p.provenance ->> n.field, 'tmdb') as source,
    to_jsonb(p) ->> n.field as value
  from new n join core.people p on p.id = %(person_id)s
  where coalesce(p.provenance ->> n.field, 'tmdb')
    not in ('fandom', 'wiki', 'override')
  union all
  select n.field, f.source, f.value #>> '{}'
  from new n join core.person_facts f on f.person_id = %(person_id)s
    and f.page_id <> %(page_id)s and f.scope = '' and f.field = n.field
    and f.missing_since is null and jsonb_typeof(f.value) = 'string'
)
select distinct n.field, o.source from new n
join others o using (field)
cross join lateral (select ltrim(core.folded(o.value), '@') as said,
  case when o.value ~ '^[0-9]{4}(-[0-9]{2})?$' then '-' else ',' end as goes_on) c
where n.field = any(%(fields)s) and not (c.said = n.said
  or starts_with(c.said, n.opening) or starts_with(n.said, c.said || c.goes_on))
order by n.field, o.source;

-- name: taken_from
-- What a person's record has from a page's facts alone.
select distinct f.person_id, f.field from core.person_facts f
join core.people p on p.id = f.person_id and p.provenance ->> f.field = f.source
where f.page_id = %(page_id)s and f.scope = '' and f.field = any(%(fields)s)
order by f.person_id, f.field;

-- name: retract_person
-- What a page says of people, with their names.
with gone as (
  delete from core.person_facts where page_id = %(page_id)s
  returning person_id, scope, field, value
)
select p.id, p.name, g.scope, g.field, g.value from gone g
join core.people p on p.id = g.person_id order by p.id, g.scope, g.field;

-- name: retract_show
-- What a page says of shows, with their names.
with gone as (
  delete from core.show_facts where page_id = %(page_id)s
  returning show_id, scope, field, value
)
select s.id, s.name, g.scope, g.field, g.value from gone g
join core.shows s on s.id = g.show_id order by s.id, g.scope, g.field;
