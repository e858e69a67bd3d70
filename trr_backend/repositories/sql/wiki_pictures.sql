-- name: due
-- People with a page in a wiki whose pictures were not listed as that page is now.
select h.id, h.name
from core.people h
where h.id in (
  select u.entity_id
  from core.wiki_subjects u
  join core.wiki_pages p on p.id = u.page_id
  join core.wikis w on w.id = p.wiki_id
  join source.documents d on d.source = w.source and d.kind = 'page'
    and d.key = w.name || ':' || p.page_number and d.expires_at > now()
  left join source.applied a on a.entity_id = p.id and a.stage = %(stage)s
    and a.document_id = d.id and a.sha256 = d.sha256 and a.mapping = %(mapping)s
  where p.wiki_id = %(wiki_id)s and u.entity = 'person'
    and (%(person_id)s::uuid is null or u.entity_id = %(person_id)s)
    and (%(force)s or a.document_id is null))
order by h.name, h.id;

-- name: titled
-- The pages that these titles led to.
select distinct t.page_id from core.wiki_titles t
where t.wiki_id = %(wiki_id)s and t.title = any(%(titles)s) and t.page_id is not null;
