-- name: due
-- Everybody who is credited in these shows now, or these people, with their photo and
-- whether the stage has used their document as it is. Null is who has no document: their
-- photo is listed where it is not yet.
select p.id, p.name, e.id as tmdb_id, p.profile_path,
  case when d.id is not null then a.document_id is not null
    when p.profile_path is null then true
    else nullif(exists (select from core.media_links l where l.entity = 'person'
      and l.entity_id = p.id and l.kind = 'photo' and l.source = 'tmdb'
      and l.source_path = p.profile_path and l.missing_since is null), false)
  end as is_used
from core.people p
join core.external_ids e on e.entity = 'person' and e.entity_id = p.id
  and e.source = 'tmdb' and e.superseded_at is null
left join source.documents d on d.source = 'tmdb' and d.kind = 'person'
  and d.key = e.id and d.expires_at > now()
left join source.applied a on a.entity_id = p.id and a.document_id = d.id
  and a.stage = %(stage)s and a.mapping = %(mapping)s
  and a.sha256 = encode(sha256(convert_to(%(asked)s || d.sha256, 'UTF8')), 'hex')
where p.id in (select c.person_id from core.credits c
  where %(person_ids)s::uuid[] is null
    and c.show_id = any(%(show_ids)s) and c.missing_since is null
  union
  select unnest(%(person_ids)s::uuid[]))
order by p.created_at, p.id;

-- name: people
-- These people with the ids that they have now, and keep until the commit.
select p.id, p.name, e.id, p.profile_path
from core.people p
join core.external_ids e on e.entity = 'person' and e.entity_id = p.id
  and e.source = 'tmdb' and e.superseded_at is null
where p.id = any(%(ids)s)
order by p.id
for share of e;

-- name: documents
-- What people said themselves, held until the rows are committed.
select key, id, url, body::text, etag, licence, fetched_at, checked_at, expires_at,
  part_of
from source.documents
where source = 'tmdb' and kind = 'person' and key = any(%(keys)s)
  and expires_at > now()
order by key collate "C"
for share;

-- name: mark
-- The stage has listed the photos in these people's documents.
insert into source.applied as a (stage, entity_id, document_id, sha256, mapping)
select %(stage)s, e.entity_id, d.id,
  encode(sha256(convert_to(%(asked)s || d.sha256, 'UTF8')), 'hex'), %(mapping)s
from core.external_ids e
join source.documents d on d.source = 'tmdb' and d.kind = 'person' and d.key = e.id
where e.entity = 'person' and e.entity_id = any(%(ids)s) and e.source = 'tmdb'
  and e.superseded_at is null
order by e.entity_id
on conflict (entity_id, stage) do update set document_id = excluded.document_id,
  sha256 = excluded.sha256, mapping = excluded.mapping, applied_at = now()
where (a.document_id, a.sha256, a.mapping)
  is distinct from (excluded.document_id, excluded.sha256, excluded.mapping);
