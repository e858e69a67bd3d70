-- name: adopted
-- Values of the source that a person locked without changing them.
select o.entity_id, o.field from core.overrides o
where o.entity = %(entity)s and o.entity_id = any(%(ids)s) and {is_adopted}
order by o.entity_id, o.field;

-- name: release
-- The field is the source's again.
delete from core.overrides where entity = %(entity)s and entity_id = %(id)s
  and field = %(field)s;

-- name: attribute
-- The field's value is the source's.
update {table} set provenance = provenance || jsonb_build_object(%(field)s::text, 'tmdb')
where id = %(id)s;

-- name: forget_former
-- What the source said before a person did: what must be something is known by its id.
update core.overrides o set former = case when o.field = 'name'
  then jsonb_build_object('source', null, 'value', coalesce(
    (select 'tmdb:' || min(e.id) from core.external_ids e where e.entity = o.entity
      and e.entity_id = o.entity_id and e.source = 'tmdb'), o.entity_id::text))
  else '{}' end
where o.entity = %(entity)s and o.entity_id = any(%(ids)s)
  and o.field <> all(%(supported)s)
  and (o.former ->> 'source' = 'tmdb' or o.entity = 'credit')
  -- A lock adopts it.
  and not (o.locked and o.value = o.former -> 'value');
