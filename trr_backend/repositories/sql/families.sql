-- name: due
-- For each selected show: which of its further documents must be fetched again, and
-- whether the stage has used the family as it is now. Parts age with the show's own
-- document and are asked again when that has changed; languages and orders age slower.
-- Ages are spread by the show's id, so that what was fetched in one night comes due over
-- several. Of a show that the source does not know nothing is asked.
select s.id, s.name, e.id tmdb_id, f.due,
  %(force)s or a.document_id is null as apply
from core.shows s
join core.external_ids e on e.entity = 'show' and e.entity_id = s.id
  and e.source = 'tmdb' and e.superseded_at is null
join source.documents d on d.source = 'tmdb' and d.kind = 'tv' and d.key = e.id
  and d.expires_at > now()
cross join lateral (
  select
    encode(sha256(convert_to(%(asked)s || string_agg(
      p.kind || ' ' || p.key || ' ' || p.sha256, ',' order by p.kind collate "C",
      p.key collate "C"), 'UTF8')), 'hex') as digest,
    coalesce(array_agg(p.kind || ' ' || p.key) filter (where p.id <> d.id
      and s.missing_since is null and (
      %(force)s or p.expires_at <= now() or p.flagged_at > p.checked_at
      or case when p.kind = 'tv_part' then p.checked_at < d.fetched_at
          or p.checked_at <= now() - case when s.in_production
            then %(airing_age)s::interval else %(age)s::interval
              - make_interval(secs => e.id::bigint * 7919 %% %(spread_seconds)s) end
        else p.checked_at <= now() - case when s.in_production
          then %(slow_airing_age)s::interval else %(slow_age)s::interval end
        end)), '{}') as due
  from source.documents p
  where p.source = 'tmdb' and p.kind = any(%(kinds)s)
    and (p.id = d.id or p.part_of = e.id)
) f
left join source.applied a on a.entity_id = s.id and a.document_id = d.id
  and a.stage = %(stage)s and a.sha256 = f.digest and a.mapping = %(mapping)s
where s.id = any(%(ids)s)
order by s.created_at, s.id;

-- name: digest
-- What stands for the family as it is now.
select encode(sha256(convert_to(%(asked)s || string_agg(
  p.kind || ' ' || p.key || ' ' || p.sha256, ',' order by p.kind collate "C",
  p.key collate "C"), 'UTF8')), 'hex')
from source.documents p
where p.source = 'tmdb' and p.kind = any(%(kinds)s)
  and (p.kind = 'tv' and p.key = %(key)s or p.part_of = %(key)s);

-- name: is_applied
-- Whether a stage has used the family as it is now.
select from source.applied a
where a.entity_id = %(entity_id)s and a.stage = %(stage)s and a.sha256 = %(digest)s
  and a.mapping = %(mapping)s;

-- name: was_applied
-- Whether one of these stages has used the family, as it is now or as it was.
select from source.applied a
where a.entity_id = %(entity_id)s and a.stage = any(%(stages)s) limit 1;

-- name: members
-- The show's document and those that complete it, held until the rows are committed.
select kind, key, id, url, body::text, etag, licence, fetched_at, checked_at,
  expires_at, part_of
from source.documents p
where p.source = 'tmdb' and p.kind = any(%(kinds)s) and p.expires_at > now()
  and (p.kind = 'tv' and p.key = %(key)s or p.part_of = %(key)s)
order by kind collate "C", key collate "C"
for share;

-- name: addresses
-- What the further documents were asked by.
select kind || ' ' || key, url, etag
from source.documents
where source = 'tmdb' and part_of = %(key)s and expires_at > now();

-- name: mark
-- A stage has made a show's rows of this family with this version of its mapping.
insert into source.applied as a (stage, entity_id, document_id, sha256, mapping)
select %(stage)s, %(entity_id)s, d.id, %(digest)s, %(mapping)s
from source.documents d
where d.source = 'tmdb' and d.kind = 'tv' and d.key = %(key)s
on conflict (entity_id, stage) do update set document_id = excluded.document_id,
  sha256 = excluded.sha256, mapping = excluded.mapping, applied_at = now()
where (a.document_id, a.sha256, a.mapping)
  is distinct from (excluded.document_id, excluded.sha256, excluded.mapping);

-- name: forget_unasked
-- Documents that nobody would ask for any more: of a language that is not wanted, of a
-- season that is not listed. What was made of them stays.
delete from source.documents where source = 'tmdb' and part_of = %(key)s
  and kind || ' ' || key <> all(%(wanted)s);
