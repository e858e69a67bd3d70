-- name: named_event
-- Fragment: name and path of what event v is about, where there is a page about it.
lateral (
  select s.name, '/shows/' || s.slug as path from core.shows s
  where v.entity = 'show' and s.id = v.entity_id and {served}
  union all
  select s.name || ': ' || coalesce(n.name, 'season ' || n.season_number),
    '/shows/' || s.slug
  from core.seasons n join core.shows s on s.id = n.show_id
  where v.entity = 'season' and n.id = v.entity_id and {served}
  union all
  select s.name || ': ' || coalesce(e.name, 'episode ' || e.episode_number),
    '/shows/' || s.slug
  from core.episodes e join core.shows s on s.id = e.show_id
  where v.entity = 'episode' and e.id = v.entity_id and {served}
  union all
  select p.name, '/people/' || p.id from core.people p
  where v.entity = 'person' and p.id = v.entity_id and {served_person}
)

-- name: live_page
-- What the page of the feed says: the newest events, and the cursor behind them.
with newest as (
  select v.* from ops.events v where v.seq is not null
  order by v.seq desc limit %(events)s
)
select json_build_object(
  'cursor', coalesce(max(v.seq), 0),
  'events', coalesce(json_agg(json_build_object(
    'entity', v.entity,
    'kind', v.kind,
    'fields', v.fields,
    'at', to_char(v.at at time zone 'UTC', {instant}),
    'name', w.name,
    'path', w.path
  ) order by v.seq desc), '[]'))::text, null, null, null
from newest v left join {named_event} w on true;
