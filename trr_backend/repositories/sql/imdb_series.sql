-- name: due
-- For each show with an IMDb id: must IMDb be asked, or only what it said be applied
-- again? The title's document is asked for last: it seals a whole round of questions.
select s.id, s.name, e.id imdb_id,
  %(force)s or d.id is null or d.expires_at <= now()
    or d.checked_at <= now() - %(max_age)s::interval as fetch,
  %(force)s or (a.document_id, a.sha256, a.mapping)
    is distinct from (d.id, d.sha256, %(mapping)s) as apply
from unnest(%(ids)s::uuid[]) with ordinality as wanted (id, place)
join core.shows s on s.id = wanted.id
join core.external_ids e on e.entity = 'show' and e.entity_id = s.id
  and e.source = 'imdb' and e.superseded_at is null
left join source.documents d
  on d.source = 'imdb' and d.kind = 'title' and d.key = e.id
left join source.applied a on a.entity_id = s.id and a.stage = %(stage)s
order by wanted.place;
