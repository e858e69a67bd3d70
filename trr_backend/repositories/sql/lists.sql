-- name: lock
-- One list at a time decides which shows are new: two that name the same show at once
-- would both create it.
select pg_advisory_xact_lock(7381903);

-- name: keep_list
-- One row a list at its source; importing it again updates what it calls itself.
with kept as (
  insert into core.lists as l (source, key, name, url)
  values (%(source)s, %(key)s, %(name)s, %(url)s)
  on conflict (source, key) do update set
    name = excluded.name, url = excluded.url
  where (l.name, l.url) is distinct from (excluded.name, excluded.url)
  returning id
)
select id from kept
union all
select id from core.lists where source = %(source)s and key = %(key)s
limit 1;

-- name: titled
-- Shows that a list names without an id: those of this list, and those that no upstream
-- id is known of yet. The same title, year and premiere name the same wanted show,
-- best first.
-- One that this list names by an id (%(named)s) is another of the same title, unless it
-- took over a show: that is what became of the one without an id.
select i.title, i.year, i.premiere, i.show_id
from core.list_items i
join core.lists l on l.id = i.list_id
where i.title is not null
  and (i.list_id = %(list_id)s or not exists (
    select from core.external_ids e
    where e.entity = 'show' and e.entity_id = i.show_id))
  and (i.show_id <> all(%(named)s::uuid[]) or exists (
    select from core.redirects r where r.entity = 'show' and r.to_id = i.show_id))
order by i.show_id = any(%(named)s::uuid[]), i.list_id <> %(list_id)s,
  i.missing_since is not null, l.source, l.key, i.position, i.show_id;
