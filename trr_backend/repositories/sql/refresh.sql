-- name: cursors
-- How far each list of changes has been read.
select kind, read_until, pages_a_day from ops.change_cursors where source = 'tmdb';

-- name: save_cursor
-- A list of changes has been read up to a day, or need not be read for the time before.
insert into ops.change_cursors as c (source, kind, read_until, pages_a_day, asked_at)
values ('tmdb', %(kind)s, %(read_until)s, %(pages_a_day)s, %(at)s)
on conflict (source, kind) do update set read_until = excluded.read_until,
  pages_a_day = coalesce(excluded.pages_a_day, c.pages_a_day),
  asked_at = excluded.asked_at;

-- name: followed
-- The shows of which a conditional request could tell whether they changed.
select count(*) from core.shows s
join core.external_ids e on e.entity = 'show' and e.entity_id = s.id
  and e.source = 'tmdb' and e.superseded_at is null
join source.documents d on d.source = 'tmdb' and d.kind = 'tv' and d.key = e.id
where s.tracked and s.merged_into is null and s.missing_since is null;

-- name: flag_shows
-- Everything that is kept of these shows is to be asked for again.
update source.documents set flagged_at = %(at)s
where source = 'tmdb' and (kind = 'tv' and key = any(%(ids)s)
  or part_of = any(%(ids)s));

-- name: flag_people
-- These people are to be asked for again.
update source.documents set flagged_at = %(at)s
where source = 'tmdb' and kind = 'person' and key = any(%(ids)s);

-- name: flag_all_shows
-- Each show is asked once whether it changed.
update source.documents set flagged_at = %(at)s
where source = 'tmdb' and kind = 'tv' and expires_at > now();

-- name: flag_old_people
-- Of people nobody tells us who changed: those that were asked for long ago are due. Who
-- is due already is not written again each night.
update source.documents set flagged_at = %(at)s
where source = 'tmdb' and kind = 'person' and checked_at < %(before)s
  and (flagged_at is null or flagged_at <= checked_at);
