-- name: lock
-- Both shows, held until the commit; in one order, so that two merges wait for each
-- other. Whether each is a series by now.
select s.id, s.name, s.merged_into, exists (select from core.external_ids e
  where e.entity = 'show' and e.entity_id = s.id and e.source = 'tmdb'
    and e.superseded_at is null)
from core.shows s where s.id = any(%(ids)s) order by s.id for update;

-- name: record
-- Keeps what is about to move, so that exactly that can be moved back.
insert into ops.merges (entity, from_id, to_id, reason, moved)
select 'show', %(from)s, %(to)s, %(reason)s, jsonb_build_object(
  'ids', (select coalesce(jsonb_agg(jsonb_build_object('source', e.source, 'id', e.id,
      'superseded_at', e.superseded_at) order by e.source, e.id), '[]')
    from core.external_ids e where e.entity = 'show' and e.entity_id = %(from)s),
  'places', (select coalesce(jsonb_agg(i.list_id), '[]') from core.list_items i
    where i.show_id = %(from)s and not exists (select from core.list_items o
      where o.list_id = i.list_id and o.show_id = %(to)s)),
  'revived', (select coalesce(jsonb_agg(jsonb_build_object('list_id', o.list_id,
      'missing_since', o.missing_since)), '[]')
    from core.list_items i join core.list_items o on o.list_id = i.list_id
    where i.show_id = %(from)s and i.missing_since is null and o.show_id = %(to)s
      and o.missing_since is not null),
  'redirects', (select coalesce(jsonb_agg(r.from_id), '[]') from core.redirects r
    where r.entity = 'show' and r.to_id = %(from)s),
  'wikis', (select coalesce(jsonb_agg(w.wiki_id), '[]') from core.show_wikis w
    where w.show_id = %(from)s and not exists (select from core.show_wikis o
      where o.wiki_id = w.wiki_id and o.show_id = %(to)s)),
  'pages', (select coalesce(jsonb_agg(u.page_id), '[]') from core.wiki_subjects u
    where u.entity in ('show', 'season') and u.entity_id = %(from)s));

-- name: moved
-- The ids that a merged show had.
select t.source || ':' || t.id from ops.merges m,
  jsonb_to_recordset(m.moved -> 'ids') as t (source text, id text)
where m.entity = 'show' and m.from_id = %(id)s and m.undone_at is null
order by t.source, t.id;

-- name: hide
-- The merged one leads to the survivor; its rows stay where they are.
update core.shows set merged_into = %(to)s where id = %(from)s;

-- name: decide
-- Whether a pair is one show: decided, asked or not, in whichever order it was asked.
with known as (
  update ops.review_items set decided_at = now(), decision = %(decision)s
  where kind = 'same-show' and entity = 'show'
    and ((entity_id = %(from)s and subject = %(to)s::text)
      or (entity_id = %(to)s and subject = %(from)s::text))
  returning id
)
insert into ops.review_items (kind, entity, entity_id, subject, reason, candidates,
  decided_at, decision)
select 'same-show', 'show', %(from)s, %(to)s::text, %(reason)s,
  jsonb_build_array(jsonb_build_object('show_id', %(to)s::text)), now(), %(decision)s
where not exists (select from known);

-- name: merged
-- The merge that hides a show: named by its id, its slug, or an id that has moved.
select m.id, m.from_id, a.name, m.to_id, r.to_id
from ops.merges m
join core.shows a on a.id = m.from_id
join core.redirects r on r.entity = 'show' and r.from_id = m.from_id
where m.undone_at is null and m.entity = 'show' and (m.from_id = %(id)s::uuid
  or a.slug = %(slug)s::text
  or m.moved -> 'ids' @> jsonb_build_array(jsonb_build_object(
    'source', %(source)s::text, 'id', %(external_id)s::text)))
-- An id that has moved more than once was first of the show that merged first.
order by m.merged_at limit 1;

-- name: ids_back
-- The ids return to whom they were of, as current as they were.
update core.external_ids e set entity_id = m.from_id, superseded_at = t.superseded_at
from ops.merges m, jsonb_to_recordset(m.moved -> 'ids')
  as t (source text, id text, superseded_at timestamptz)
where m.id = %(merge)s and e.entity = 'show' and e.entity_id = %(survivor)s
  and e.source = t.source and e.id = t.id;

-- name: current_again
-- Where an id that returned was the survivor's current one, its own last one is.
update core.external_ids e set superseded_at = null
where e.entity = 'show' and e.entity_id = %(survivor)s
  and e.superseded_at = (select max(o.superseded_at) from core.external_ids o
    where o.entity = 'show' and o.entity_id = %(survivor)s and o.source = e.source
    having bool_and(o.superseded_at is not null))
  and e.id = (select min(o.id) from core.external_ids o where o.entity = 'show'
    and o.entity_id = %(survivor)s and o.source = e.source
    and o.superseded_at = e.superseded_at);

-- name: places_back
-- The places in lists return.
update core.list_items i set show_id = m.from_id
from ops.merges m
where m.id = %(merge)s and i.show_id = %(survivor)s
  and m.moved -> 'places' ? i.list_id::text
  and not exists (select from core.list_items o
    where o.list_id = i.list_id and o.show_id = m.from_id);

-- name: mark_again
-- Places that the survivor had lost before are lost again.
update core.list_items i set missing_since = t.missing_since
from ops.merges m, jsonb_to_recordset(m.moved -> 'revived')
  as t (list_id uuid, missing_since timestamptz)
where m.id = %(merge)s and i.show_id = %(survivor)s and i.list_id = t.list_id
  and i.missing_since is null;

-- name: redirects_back
-- What led to the merged one leads to it again.
update core.redirects r set to_id = m.from_id
from ops.merges m
where m.id = %(merge)s and r.entity = 'show' and r.to_id = %(survivor)s
  and m.moved -> 'redirects' ? r.from_id::text;

-- name: wikis_back
-- What it was looked up in for the merged one's sake.
delete from core.show_wikis w using ops.merges m
where m.id = %(merge)s and w.show_id = %(survivor)s
  and m.moved -> 'wikis' ? w.wiki_id::text;

-- name: facts_back
-- What the pages that return say of the survivor.
with facts as (
  delete from core.show_facts f using ops.merges m
  where m.id = %(merge)s and f.show_id = %(survivor)s
    and m.moved -> 'pages' ? f.page_id::text
)
delete from core.season_ledger l using ops.merges m
where m.id = %(merge)s and l.show_id = %(survivor)s
  and m.moved -> 'pages' ? l.page_id::text;

-- name: pages_back
-- Pages about it, and about its seasons, are about it again.
with moved as (
  update core.wiki_subjects u set entity_id = m.from_id from ops.merges m
  where m.id = %(merge)s and u.entity in ('show', 'season')
    and u.entity_id = %(survivor)s and m.moved -> 'pages' ? u.page_id::text
  returning u.page_id
)
update core.wiki_pages p set mapping = null from moved m where p.id = m.page_id;

-- name: drop_redirect
-- It leads nowhere any more: it is itself.
delete from core.redirects r using ops.merges m
where m.id = %(merge)s and r.entity = 'show' and r.from_id = m.from_id;

-- name: show_again
-- The show is itself again.
update core.shows s set merged_into = null from ops.merges m
where m.id = %(merge)s and s.id = m.from_id;

-- name: undone
-- The merge is history.
update ops.merges set undone_at = now() where id = %(merge)s;
