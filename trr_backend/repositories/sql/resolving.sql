-- name: unresolved
-- Selected shows without a TMDb id, with what one list says of them: one that still
-- holds the show before one that held it, and the one that says most.
select s.id, s.name,
  (select e.id from core.external_ids e where e.entity = 'show'
    and e.entity_id = s.id and e.source = 'imdb' and e.superseded_at is null) imdb_id,
  i.title, i.original_title, i.year, i.premiere
from core.shows s
left join lateral (
  select m.title, m.original_title, m.year, m.premiere
  from core.list_items m join core.lists l on l.id = m.list_id
  where m.show_id = s.id
  order by m.missing_since is not null, m.title is null, m.year is null,
    m.premiere is null, l.source, l.key
  limit 1
) i on true
where s.id = any(%(ids)s) and not exists (
  select from core.external_ids e where e.entity = 'show' and e.entity_id = s.id
    and e.source = 'tmdb' and e.superseded_at is null)
order by s.created_at, core.folded(s.name), s.id;

-- name: decide
-- The answer, from a person or because the question went away.
update ops.review_items set decided_at = now(), decision = %(decision)s
where kind = %(kind)s and entity = %(entity)s and entity_id = %(entity_id)s
  and decided_at is null;

-- name: stub_name
-- A show without a TMDb id has no details: it is only a wish. No row: it is no stub.
select s.name from core.shows s where s.id = %(id)s and not exists (
  select from core.external_ids e where e.entity = 'show'
    and e.entity_id = s.id and e.source = 'tmdb' and e.superseded_at is null);

-- name: owners
-- The shows that have these ids, as a person knows them, but those that this show was
-- merged with and those that a person has said are another.
select o.source, o.id, s.id, s.name, (select e.id from core.external_ids e
  where e.entity = 'show' and e.entity_id = s.id and e.source = 'tmdb'
    and e.superseded_at is null)
from core.external_ids o
join unnest(%(sources)s::text[], %(ids)s::text[]) with ordinality as t (s, i, n)
  on o.source = t.s and o.id = t.i
join core.shows s on s.id = o.entity_id
where o.entity = 'show' and s.id <> %(id)s
  and not exists (select from core.redirects r where r.entity = 'show'
    and (r.from_id, r.to_id) in ((s.id, %(id)s), (%(id)s, s.id)))
  and not exists (select from ops.review_items q where q.kind = 'same-show'
    and q.entity_id = s.id and q.subject = %(id)s::text and q.decided_at is not null)
order by s.name, s.id, t.n;

-- name: move_ids
-- The survivor takes the ids; where it has one of that source, its own stays current.
update core.external_ids e set entity_id = %(to)s, superseded_at = case
  when exists (select from core.external_ids o where o.entity = 'show'
    and o.entity_id = %(to)s and o.source = e.source and o.superseded_at is null)
  then coalesce(e.superseded_at, now()) else e.superseded_at end
where e.entity = 'show' and e.entity_id = %(from)s;

-- name: move_items
-- The survivor takes the places in lists that it does not have yet; one that it had is
-- its again.
with again as (
  update core.list_items o set missing_since = null
  from core.list_items i
  where i.show_id = %(from)s and i.missing_since is null and o.show_id = %(to)s
    and o.list_id = i.list_id and o.missing_since is not null
)
update core.list_items i set show_id = %(to)s
where i.show_id = %(from)s and not exists (
  select from core.list_items o where o.list_id = i.list_id and o.show_id = %(to)s);

-- name: take_wikis
-- The survivor is looked up in the wikis of the other one, too.
insert into core.show_wikis as w (show_id, wiki_id, by_person)
select %(to)s, o.wiki_id, o.by_person from core.show_wikis o
where o.show_id = %(from)s
on conflict (show_id, wiki_id) do update set by_person = true
where excluded.by_person and not w.by_person;

-- name: move_pages
-- Pages of wikis about a show, and about its seasons, are about the survivor; the next
-- run makes rows of them.
with moved as (
  update core.wiki_subjects set entity_id = %(to)s
  where entity in ('show', 'season') and entity_id = %(from)s returning page_id
)
update core.wiki_pages p set mapping = null from moved m where p.id = m.page_id;

-- name: close_questions
-- Nobody is asked about a stub that is gone, nor whether the survivor is that stub.
update ops.review_items r set decided_at = now(),
  decision = jsonb_build_object('merged_into', %(to)s::uuid, 'reason', %(reason)s::text)
where r.decided_at is null and r.entity = 'show' and (r.entity_id = %(from)s
  or r.entity_id = %(to)s and r.kind = 'same-show' and r.candidates
    <@ jsonb_build_array(jsonb_build_object('show_id', %(from)s::uuid)));

-- name: redirect
-- The old id keeps leading to the survivor, also through an earlier redirect.
with earlier as (
  update core.redirects set to_id = %(to)s where entity = 'show' and to_id = %(from)s
)
insert into core.redirects (entity, from_id, to_id, reason)
values ('show', %(from)s, %(to)s, %(reason)s);

-- name: follow
-- What was merged into the stub is merged into the survivor.
update core.shows set merged_into = %(to)s where merged_into = %(from)s;

-- name: drop_stub
-- The wish is fulfilled by the survivor; all it had has moved.
delete from core.shows where id = %(from)s;

-- name: ids_of_merged
-- The ids that came with shows which were merged into this one.
select t.source || ':' || t.id
from ops.merges m
join core.redirects r on r.entity = 'show' and r.from_id = m.from_id
cross join jsonb_to_recordset(m.moved -> 'ids') as t (source text, id text)
where m.entity = 'show' and m.undone_at is null and r.to_id = %(id)s;

-- name: was_another
-- Whether the show was thought to be another series until this transaction.
select from core.external_ids where entity = 'show' and entity_id = %(id)s
  and source = 'tmdb' and superseded_at = now()
  and source || ':' || id <> all(%(merged)s::text[]) limit 1;

-- name: forget_ids
-- What that series brought: its own id, superseded in this transaction, and those that
-- it named. They were never this show's, and the show that they belong to must be able
-- to have them. Ids superseded earlier are those of series that TMDb lost.
delete from core.external_ids where entity = 'show' and entity_id = %(id)s
  and source || ':' || id <> all(%(merged)s::text[])
  and (source <> 'tmdb' and not listed
    or source = 'tmdb' and superseded_at = now());

-- name: restore_ids
-- Ids that a list names are current again where that series had superseded them, else
-- those of a show that was merged into this one.
update core.external_ids e set superseded_at = null
from (
  select distinct on (o.source) o.source, o.id from core.external_ids o
  where o.entity = 'show' and o.entity_id = %(id)s and not exists (
    select from core.external_ids c where c.entity = 'show' and c.entity_id = %(id)s
      and c.source = o.source and c.superseded_at is null)
  order by o.source, o.source || ':' || o.id = any(%(merged)s::text[]), o.id
) t
where e.entity = 'show' and e.entity_id = %(id)s and e.source = t.source
  and e.id = t.id;

-- name: forget_facts
-- What was kept was said of that series. The show is hidden until the right details
-- come; its sets are replaced with them.
update core.shows s set slug = null, original_name = null, original_language = null,
  overview = null, tagline = null, homepage = null, status = null, type = null,
  in_production = null, adult = null, first_air_date = null, origin_countries = '{}',
  languages = '{}', episode_run_times = '{}', popularity = null, vote_average = null,
  vote_count = null, facebook_handle = null, instagram_handle = null,
  twitter_handle = null, provenance = '{}', missing_since = null
where s.id = %(id)s;

-- name: forget_marks
-- No stage has used the right series' document for this show as it is now.
delete from source.applied where entity_id = %(id)s;
