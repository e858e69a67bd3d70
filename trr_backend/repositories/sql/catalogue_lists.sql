-- name: lists
-- One page of the lists that persons keep, by name.
with chosen as (
  select l.*, core.folded(l.name) as sort_key
  from core.lists l where {seek} order by sort_key, l.id limit %(limit)s + 1
),
{page}
select coalesce(json_agg(json_build_object(
    'id', x.id,
    'name', x.name,
    'source', x.source,
    'key', x.key,
    'url', x.url,
    'item_count', (
      select count(*) from core.list_items i
      where i.list_id = x.id and i.missing_since is null),
    'created_at', to_char(x.created_at at time zone 'UTC', {instant})
  ) order by x.n) filter (where {fits}), '[]')::text, null, {place}
from page x;

-- name: list_items
-- One page of what is on a list, in its order; what is gone from it comes with
-- %(missing)s.
with chosen as (
  select i.*, i.position as sort_key, i.show_id as id
  from core.list_items i
  where i.list_id = %(list_id)s::uuid and (%(missing)s or i.missing_since is null)
    and {seek}
  order by i.position, i.show_id limit %(limit)s + 1
),
{page}
select case when exists (select from core.lists l where l.id = %(list_id)s::uuid)
    then i.items end, null, i.after_key, i.after_id
from (
  select coalesce(json_agg(json_build_object(
      'position', x.position,
      'title', x.title,
      'original_title', x.original_title,
      'year', x.year,
      'premiere', x.premiere,
      'note', x.note,
      'show', json_build_object('id', s.id, 'slug', s.slug, 'name', s.name,
        'tmdb_id', {tmdb_of_show}),
      'missing_since', to_char(x.missing_since at time zone 'UTC', {instant})
    ) order by x.n) filter (where {fits}), '[]')::text as items, {place}
  from page x join core.shows s on s.id = x.show_id
) i;
