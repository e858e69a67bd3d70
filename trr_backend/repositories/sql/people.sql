-- name: due
-- For each person who is credited in these shows now: must the TMDb answer be fetched,
-- or only be applied? Ages are spread by ids. Whom TMDb did not know is asked for again
-- after a while, or when a show is named. Instead of shows people may be named. Who may
-- be another one, by an IMDb id that both have, is asked for once more: credits that name
-- the other may mean that this one is gone, and then nobody credits the former id any
-- more.
with credited as materialized (
  select distinct c.person_id from core.credits c
  where %(person_ids)s::uuid[] is null
    and c.show_id = any(%(show_ids)s) and c.missing_since is null
  union
  select unnest(%(person_ids)s::uuid[])
),
doubted as materialized (
  select o.person_id::uuid, max(r.asked_at) as asked_at
  from ops.review_items r
  cross join lateral (values (r.entity_id::text, r.subject),
    (r.subject, r.entity_id::text)) o (person_id, other_id)
  where r.kind = 'same-person' and r.entity = 'person' and r.decided_at is null
    and r.candidates @? '$[*].shared[*] ? (@ starts with "imdb:")'
    and o.other_id in (select person_id::text from credited)
  group by o.person_id
)
select p.id, p.name, e.id as tmdb_id,
  case when p.missing_since is not null and not %(named)s
    then p.missing_checked_at <= now() - %(missing_age)s::interval
    else %(force)s or p.missing_since is not null or d.id is null
      or d.expires_at <= now()
      or d.url <> replace(%(url)s, '/person/0?', '/person/' || e.id || '?')
      or coalesce(d.flagged_at > d.checked_at, false)
      or coalesce(d.checked_at < q.asked_at - interval '1 hour', false)
      or d.checked_at <= now() - %(age)s::interval
        + make_interval(secs => e.id::bigint * 7919 %% %(spread_seconds)s) end as fetch,
  case when p.missing_since is not null and not %(named)s
    then p.missing_checked_at <= now() - %(missing_age)s::interval
    else %(force)s or p.missing_since is not null or a.document_id is null end as apply,
  d.id is not null as was_known
from core.people p
join core.external_ids e on e.entity = 'person' and e.entity_id = p.id
  and e.source = 'tmdb' and e.superseded_at is null
left join source.documents d on d.source = 'tmdb' and d.kind = 'person' and d.key = e.id
left join source.applied a on a.entity_id = p.id and a.document_id = d.id
  and a.stage = 'people' and a.sha256 = d.sha256 and a.mapping = %(mapping)s
left join doubted q on q.person_id = p.id
where p.id in (select person_id from credited union select person_id from doubted)
order by p.created_at, core.folded(p.name), p.id;

-- name: flag_missing
-- The upstream answered 404: kept, flagged from the first time on.
update core.people
set missing_since = coalesce(missing_since, %(at)s), missing_checked_at = %(at)s
where id = %(id)s
returning missing_since = %(at)s;

-- name: known
-- A person as people name them, and whether the source has lost them.
select p.id, p.name, coalesce((select e.id from core.external_ids e
  where e.entity = 'person' and e.entity_id = p.id and e.source = 'tmdb'
    and e.superseded_at is null), '0')::bigint, p.missing_since is not null
from core.people p where p.id = any(%(ids)s)
order by p.id;

-- name: twin
-- Who has been asked about as the same person because of an id that both have, and is
-- still known to the source.
select p.id
from ops.review_items r
join core.people p on p.missing_since is null
  and p.id::text = case when r.entity_id = %(id)s then r.subject
    else r.entity_id::text end
where r.kind = 'same-person' and r.entity = 'person' and r.decided_at is null
  and (r.entity_id = %(id)s or r.subject = %(id)s::text)
  and r.candidates @? '$[*].shared[*] ? (@ starts with "imdb:")'
order by r.asked_at, p.id
limit 1;

-- name: is_decided
-- Whether a person has said if these two are one.
select from ops.review_items r
where r.kind = 'same-person' and r.entity = 'person' and r.decided_at is not null
  and (r.entity_id = %(one)s and r.subject = %(other)s::text
    or r.entity_id = %(other)s and r.subject = %(one)s::text);
