-- name: store
-- Keeps a good answer. An equal body only moves the check times.
insert into source.documents as d
  (source, kind, key, url, body, sha256, etag, licence,
   fetched_at, checked_at, expires_at, part_of)
values (%(source)s, %(kind)s, %(key)s, %(url)s, %(body)s, %(sha256)s, %(etag)s,
  %(licence)s, %(fetched_at)s, %(fetched_at)s, %(expires_at)s, %(part_of)s)
on conflict (source, kind, key) do update set
  url = excluded.url,
  body = case when d.sha256 = excluded.sha256 then d.body else excluded.body end,
  fetched_at = case when d.sha256 = excluded.sha256
    then d.fetched_at else excluded.fetched_at end,
  sha256 = excluded.sha256,
  etag = excluded.etag,
  licence = excluded.licence,
  part_of = excluded.part_of,
  checked_at = excluded.checked_at,
  expires_at = excluded.expires_at
where excluded.checked_at >= d.checked_at
returning d.id, d.fetched_at, d.checked_at;

-- name: confirm
-- The upstream said that what is stored is still so.
update source.documents set checked_at = %(checked_at)s, expires_at = %(expires_at)s
where source = %(source)s and kind = %(kind)s and key = %(key)s
  and checked_at <= %(checked_at)s;

-- name: load_etag
-- The tag under which the upstream can confirm what is stored, if it was asked for by
-- this very address: another language or another part is another question.
select etag from source.documents
where source = %(source)s and kind = %(kind)s and key = %(key)s
  and expires_at > now() and url = %(url)s;

-- name: load_for_use
-- One document, held until the rows made of it are committed: a newer answer waits, so
-- that what is made of an older one is never written after it.
select id, url, body::text, etag, licence, fetched_at, checked_at, expires_at, part_of
from source.documents
where source = %(source)s and kind = %(kind)s and key = %(key)s
  and expires_at > now()
for share;

-- name: load
-- One document with its times, whatever its age within the terms.
select id, url, body::text, etag, licence, fetched_at, checked_at, expires_at, part_of
from source.documents
where source = %(source)s and kind = %(kind)s and key = %(key)s
  and expires_at > now();

-- name: mark_applied
-- A stage has made an entity's rows of this body with this version of its mapping.
insert into source.applied as a (stage, entity_id, document_id, sha256, mapping)
values (%(stage)s, %(entity_id)s, %(document_id)s, %(sha256)s, %(mapping)s)
on conflict (entity_id, stage) do update set document_id = excluded.document_id,
  sha256 = excluded.sha256, mapping = excluded.mapping, applied_at = now()
where (a.document_id, a.sha256, a.mapping)
  is distinct from (excluded.document_id, excluded.sha256, excluded.mapping);
