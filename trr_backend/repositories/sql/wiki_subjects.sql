-- name: load
-- Whom a page is said to be about, by name.
select u.entity, u.entity_id, coalesce(h.name, s.name, ''), u.score, u.reasons,
  u.season_number, u.by_person
from core.wiki_subjects u
left join core.people h on u.entity = 'person' and h.id = u.entity_id
left join core.shows s on u.entity <> 'person' and s.id = u.entity_id
where u.page_id = %(page_id)s;

-- name: hold
-- The page first, as whoever reads or stores it does.
select from core.wiki_pages where id = %(page_id)s for no key update;

-- name: lock
-- Whom a page is said to be about, held until the commit.
select entity, entity_id, by_person from core.wiki_subjects
where page_id = %(page_id)s for update;

-- name: matched
-- A page about somebody we know.
update core.wiki_pages set unmatched_at = null
where id = %(page_id)s and unmatched_at is not null;

-- name: unmatched
-- A page about nobody we know, as of now: by the clock that casts are dated with.
update core.wiki_pages p set unmatched_at = now()
where p.id = %(page_id)s
  and not exists (select from core.wiki_subjects u where u.page_id = p.id);

-- name: understood
-- It is known of which season a page is: others of the wiki may call that one so. Those
-- about nobody we know are read again, and those with facts of a season that was not
-- understood. One that somebody is reading is left as it is.
with naming as materialized (
  select p.id from core.wiki_pages p
  where p.wiki_id = (select w.wiki_id from core.wiki_pages w where w.id = %(page_id)s)
    and p.id <> %(page_id)s and p.mapping is not null and (p.unmatched_at is not null
      or exists (select from core.person_facts f where f.page_id = p.id
        and f.scope <> '' and f.season_id is null and f.missing_since is null))
  for no key update of p skip locked
)
update core.wiki_pages p set mapping = null from naming n where p.id = n.id;

-- name: unlisted
-- Pictures of the page were listed for somebody else.
update core.wiki_subjects set listed = null
where page_id = %(page_id)s and listed is not null;

-- name: forget
-- It is about nobody.
delete from core.wiki_subjects where page_id = %(page_id)s;

-- name: people
-- Who has a page in a wiki.
select u.entity_id from core.wiki_subjects u
join core.wiki_pages p on p.id = u.page_id and p.missing_since is null
where p.wiki_id = %(wiki_id)s and u.entity = 'person';

-- name: page
-- Our id of a page.
select p.id from core.wiki_pages p join core.wikis w on w.id = p.wiki_id
where w.name = %(wiki)s and p.page_number = %(number)s;

-- name: withdraw
-- Questions about a page that nobody needs to answer any more: but for the one that is
-- asked of %(entity_id)s.
delete from ops.review_items r using core.wiki_pages p, core.wikis w
where p.id = %(page_id)s and w.id = p.wiki_id and r.kind = 'wiki-page'
  and r.subject = w.name || ':' || p.page_number and r.decided_at is null
  and r.entity_id is distinct from %(entity_id)s::uuid;
