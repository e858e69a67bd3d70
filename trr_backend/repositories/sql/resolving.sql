-- name: unresolved
-- Selected shows without a TMDb id, with what their lists say of them. A decision that
-- a person has taken is not asked again.
select s.id, s.name,
  (select min(e.id) from core.external_ids e where e.entity = 'show'
    and e.entity_id = s.id and e.source = 'imdb' and e.superseded_at is null) imdb_id,
  i.title, i.original_title, i.year
from core.shows s
left join lateral (
  select title, original_title, year from core.list_items
  where show_id = s.id
  order by title is null, year is null, list_id limit 1
) i on true
where s.id = any(%(ids)s) and not exists (
  select from core.external_ids e where e.entity = 'show' and e.entity_id = s.id
    and e.source = 'tmdb' and e.superseded_at is null)
order by s.created_at, core.folded(s.name), s.id;

-- name: ask
-- A question for a person; the same question again only renews its candidates.
insert into ops.review_items as r (kind, entity, entity_id, reason, candidates)
values (%(kind)s, %(entity)s, %(entity_id)s, %(reason)s, %(candidates)s)
on conflict (kind, entity, entity_id) do update set
  reason = excluded.reason, candidates = excluded.candidates
where r.decided_at is null
  and (r.reason, r.candidates) is distinct from (excluded.reason, excluded.candidates);

-- name: decide
-- The answer, from a person or because the question went away.
update ops.review_items set decided_at = now(), decision = %(decision)s
where kind = %(kind)s and entity = %(entity)s and entity_id = %(entity_id)s
  and decided_at is null;

-- name: stub_name
-- A show without a TMDb id has no details: it is only a wish. No row: it is no stub.
select s.name from core.shows s where s.id = %(id)s and not exists (
  select from core.external_ids e where e.entity = 'show'
    and e.entity_id = s.id and e.source = 'tmdb' and e.superseded_at is null);

-- name: move_ids
-- The survivor takes the ids; where it has one of that source, its own stays current.
update core.external_ids e set entity_id = %(to)s, superseded_at = case
  when exists (select from core.external_ids o where o.entity = 'show'
    and o.entity_id = %(to)s and o.source = e.source and o.superseded_at is null)
  then coalesce(e.superseded_at, now()) else e.superseded_at end
where e.entity = 'show' and e.entity_id = %(from)s;

-- name: move_items
-- The survivor takes the places in lists that it does not have yet.
update core.list_items i set show_id = %(to)s
where i.show_id = %(from)s and not exists (
  select from core.list_items o where o.list_id = i.list_id and o.show_id = %(to)s);

-- name: redirect
-- The old id keeps leading to the survivor, also through an earlier redirect.
with earlier as (
  update core.redirects set to_id = %(to)s where entity = 'show' and to_id = %(from)s
)
insert into core.redirects (entity, from_id, to_id, reason)
values ('show', %(from)s, %(to)s, %(reason)s);

-- name: drop_stub
-- The wish is fulfilled by the survivor; all it had has moved.
delete from core.shows where id = %(from)s;
