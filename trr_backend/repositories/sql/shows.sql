-- name: lock_slug
-- Namesakes written at once take their slugs one after the other.
select pg_advisory_xact_lock(hashtextextended(%(slug)s, 7381904));

-- name: claim_slug
-- Gives a show its slug once. A slug that another show has gets the TMDb id at its end:
-- of true namesakes (name, country and year) the first to get details has the short one,
-- whichever that is, because a slug that is out never changes. One that was taken away
-- with the details (slug_digest) waits for its show.
update core.shows s set slug_digest = null, slug = case
  when s.slug_digest = core.digest(%(slug)s) then %(slug)s
  when s.slug_digest = core.digest(%(slug)s || '-' || %(tmdb_id)s)
    or exists (select from core.shows o where o.id <> s.id
      and (o.slug = %(slug)s or o.slug_digest = core.digest(%(slug)s)))
  then %(slug)s || '-' || %(tmdb_id)s else %(slug)s end
where s.id = %(id)s and s.slug is null;

-- name: flag_missing
-- The upstream answered 404: kept, flagged from the first time on.
update core.shows
set missing_since = coalesce(missing_since, %(at)s), missing_checked_at = %(at)s
where id = %(id)s
returning missing_since = %(at)s;

-- name: found_again
-- The upstream knows the show, by whichever id.
update core.shows set missing_since = null, missing_checked_at = null
where id = %(id)s and missing_since is not null;

-- name: selected
-- The shows a command works on: all tracked ones, or those named. One is airing of which
-- an episode was shown in the last three days, or will be in the next two (UTC): about it
-- news come within hours. One in production without such a day is told by its age.
select s.id, s.name,
  (select e.id from core.external_ids e where e.entity = 'show'
    and e.entity_id = s.id and e.source = 'tmdb' and e.superseded_at is null) tmdb_id,
  (select e.id from core.external_ids e where e.entity = 'show'
    and e.entity_id = s.id and e.source = 'imdb' and e.superseded_at is null) imdb_id
from core.shows s
where case when %(ids)s::uuid[] is null then s.tracked else s.id = any(%(ids)s) end
  and s.merged_into is null
  and (%(since)s::timestamptz is null or s.created_at >= %(since)s)
  and (not %(airing)s or exists (
    select from (select (now() at time zone 'UTC')::date as today) d
    where s.last_air_date between d.today - 3 and d.today + 2
      or s.next_air_date between d.today - 3 and d.today + 2
      or exists (select from core.episodes e where e.show_id = s.id
        and e.air_date between d.today - 3 and d.today + 2
        and e.missing_since is null)))
order by s.created_at, core.folded(s.name), s.id
limit %(limit)s;

-- name: is_tracked
-- Whether a show is followed.
select from core.shows where id = %(id)s and tracked;

-- name: is_gone
-- Whether the upstream answered 404 for a show.
select from core.shows where id = %(id)s and missing_since is not null;

-- name: find
-- A show by our id, by slug or by an upstream's id, redirects followed.
select coalesce(r.to_id, f.id)
from (
  select s.id from core.shows s where s.id = %(id)s::uuid
  union all
  select x.to_id from core.redirects x
  where x.entity = 'show' and x.from_id = %(id)s::uuid
  union all
  select s.id from core.shows s where s.slug = %(slug)s::text
  union all
  select e.entity_id from core.external_ids e where e.entity = 'show'
    and e.source = %(source)s::text and e.id = %(external_id)s::text
) f
left join core.redirects r on r.entity = 'show' and r.from_id = f.id
limit 1;

-- name: create
-- A show that is known only by ids or by what a list says.
insert into core.shows (id, name, provenance)
values (%(id)s, %(name)s, jsonb_build_object('name', %(source)s::text));

-- name: details_due
-- For each selected show: must its TMDb answer be fetched, or only be applied again?
-- Shows on the air age faster than others, whose ages are spread by their ids; an answer
-- to another question (its address differs from the one we would ask now) does not count,
-- nor one that a list of changes has named since, nor one older than whoever asks allows
-- (less a tenth: of two runs an hour apart the second may begin a bit sooner). A show that
-- TMDb did not know is asked for again after a while, or when it is named. A show has had
-- a slug from its first details on.
select s.id, s.name, e.id tmdb_id,
  %(force)s or s.missing_since is not null or d.id is null or d.expires_at <= now()
    or d.url <> replace(%(url)s, '/tv/0?', '/tv/' || e.id || '?')
    or d.flagged_at > d.checked_at
    or d.checked_at <= now() - case when s.in_production
      then %(airing_age)s::interval else %(age)s::interval
        - make_interval(secs => e.id::bigint * 7919 %% %(spread_seconds)s) end
    or coalesce(d.checked_at <= now() - 0.9 * %(max_age)s::interval, false) as fetch,
  %(force)s or a.document_id is null or s.missing_since is not null as apply,
  case when not %(named)s and s.missing_checked_at > now() - %(age)s::interval
    then s.missing_since end as waiting_since,
  coalesce(s.slug, s.slug_digest::text) is not null as was_known
from core.shows s
join core.external_ids e on e.entity = 'show' and e.entity_id = s.id
  and e.source = 'tmdb' and e.superseded_at is null
left join source.documents d
  on d.source = 'tmdb' and d.kind = 'tv' and d.key = e.id
left join source.applied a on a.entity_id = s.id and a.document_id = d.id
  and a.stage = %(stage)s
  and a.sha256 = d.sha256 and a.mapping = %(mapping)s
where s.id = any(%(ids)s)
order by s.created_at, s.id;

-- name: stage_due
-- The shows whose TMDb document this stage has not used yet, as it is now.
select s.id, s.name, e.id tmdb_id, %(force)s or a.document_id is null as apply
from core.shows s
join core.external_ids e on e.entity = 'show' and e.entity_id = s.id
  and e.source = 'tmdb' and e.superseded_at is null
join source.documents d on d.source = 'tmdb' and d.kind = 'tv' and d.key = e.id
  and d.expires_at > now()
left join source.applied a on a.entity_id = s.id and a.document_id = d.id
  and a.stage = %(stage)s
  and a.sha256 = d.sha256 and a.mapping = %(mapping)s
where s.id = any(%(ids)s)
order by s.created_at, s.id;

-- name: wanted
-- What a show is known by, to find it again where the source has lost its id. A name
-- that is only one of its ids, as lists give it, is no title.
select (select e.id from core.external_ids e where e.entity = 'show'
    and e.entity_id = s.id and e.source = 'imdb' and e.superseded_at is null),
  case when not exists (select from core.external_ids e where e.entity = 'show'
    and e.entity_id = s.id and s.name in (e.id, e.source || ':' || e.id))
  then s.name end, extract(year from s.first_air_date)::integer, s.original_name,
  s.first_air_date
from core.shows s where s.id = %(id)s;
