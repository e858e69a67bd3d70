-- name: of_person
-- What pages say of a person now, whatever the season: a page by a person's word first,
-- then those of the wiki that is known longest. A page that is gone keeps its word where
-- no other one says otherwise: it may have been made again under another number.
select f.page_id, f.source, f.source_url, f.revision, f.retrieved_at, f.licence,
  f.licence_url, f.attribution, f.field, f.value
from core.person_facts f
join core.wiki_pages p on p.id = f.page_id
join core.wikis w on w.id = p.wiki_id
left join core.wiki_subjects s on s.page_id = f.page_id
where f.person_id = %(person_id)s and f.scope = '' and f.missing_since is null
order by p.missing_since is not null, s.by_person desc nulls last, w.created_at, w.name,
  p.page_number, f.field;
