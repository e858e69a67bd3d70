-- name: stated_of
-- Of whom and what pages of a wiki state something, or did; of all its pages where no
-- numbers are given.
with pages as (
  select id from core.wiki_pages
  where wiki_id = %(wiki_id)s
    and (%(numbers)s::bigint[] is null or page_number = any(%(numbers)s))
)
select 'person', p.id, p.name from core.people p where p.id in (
  select f.person_id from core.person_facts f where f.page_id in (select id from pages)
  union
  select l.person_id from core.season_ledger l where l.page_id in (select id from pages))
union all
select 'show', s.id, s.name from core.shows s where s.id in (
  select f.show_id from core.show_facts f where f.page_id in (select id from pages)
  union
  select l.show_id from core.season_ledger l where l.page_id in (select id from pages))
order by 1, 3, 2;
