-- name: store
-- Keeps a good answer. An equal body only moves the check times.
insert into source.documents as d
  (source, kind, key, url, body, sha256, etag, licence,
   fetched_at, checked_at, expires_at)
values (%(source)s, %(kind)s, %(key)s, %(url)s, %(body)s, %(sha256)s, %(etag)s,
  %(licence)s, %(fetched_at)s, %(fetched_at)s, %(expires_at)s)
on conflict (source, kind, key) do update set
  url = excluded.url,
  body = case when d.sha256 = excluded.sha256 then d.body else excluded.body end,
  fetched_at = case when d.sha256 = excluded.sha256
    then d.fetched_at else excluded.fetched_at end,
  sha256 = excluded.sha256,
  etag = excluded.etag,
  licence = excluded.licence,
  checked_at = excluded.checked_at,
  expires_at = excluded.expires_at
where excluded.checked_at >= d.checked_at
returning d.id, d.fetched_at;

-- name: confirm
-- The upstream said that what is stored is still so.
update source.documents set checked_at = %(checked_at)s, expires_at = %(expires_at)s
where source = %(source)s and kind = %(kind)s and key = %(key)s
  and checked_at <= %(checked_at)s;

-- name: load
-- One document with its times, whatever its age within the terms.
select id, url, body::text, sha256, etag, licence, fetched_at, checked_at, expires_at
from source.documents
where source = %(source)s and kind = %(kind)s and key = %(key)s
  and expires_at > now();

-- name: mark_applied
-- A stage has turned this body into rows with this version of its mapping.
insert into source.applied as a (document_id, stage, sha256, mapping)
values (%(document_id)s, %(stage)s, %(sha256)s, %(mapping)s)
on conflict (document_id, stage) do update set
  sha256 = excluded.sha256, mapping = excluded.mapping, applied_at = now()
where (a.sha256, a.mapping) is distinct from (excluded.sha256, excluded.mapping);
