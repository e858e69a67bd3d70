-- name: matches
-- Fragment: the shows or people ({searched} says which of n) that %(q)s finds, each once
-- with its best name: `score` and the `matched` name. Null finds nothing. How it works
-- and what it costs: docs/decisions/0043. Names that have every word of %(q)s, the last
-- one as a beginning, come first (`strict`); where they are few, words that are a slip
-- or two away count as well (`loose`), and where there is none at all, one of three or
-- more words may be missing (`partly`).
asked as materialized (
  select core.folded(%(q)s::text) as folded,
    length(core.folded(%(q)s::text))::float8 as letters, w.words,
    cardinality(w.words) as count, left(array_to_string(w.words, ''), 60) as joined
  from (
    select (core.search_words(%(q)s::text))[1:8] as words
  ) w
),
-- Words have neither quotes nor backslashes in them: those part words.
terms as materialized (
  select w.n, w.word, quote_literal(left(w.word, 60)) as exact,
    quote_literal(left(w.word, 60)) || case when w.n = a.count then ':*' else '' end
      as strict
  from asked a, unnest(a.words) with ordinality w (word, n)
),
strict as materialized (
  select n.entity_id, n.name,
    case when n.folded = a.folded then 4.0::float8
      when starts_with(n.folded, a.folded || ' ') then 2.5::float8
      when n.lexemes @@ t.exact then 2.2
      else 2.0 end
    + 0.5::float8 * least(length(n.folded), a.letters) / greatest(length(n.folded), a.letters)
    + n.weight * 0.02::float8 - n.kind * 0.01::float8 as score
  from asked a
  cross join (
    select string_agg(exact, ' & ')::tsquery as exact,
      string_agg(strict, ' & ') as strict
    from terms
  ) t
  join core.search_names n on n.lexemes @@
    (t.strict || case when a.count > 1 then ' | ' || quote_literal(a.joined) || ':*'
      else '' end)::tsquery
  where {searched}
),
near as materialized (
  select t.n, t.word, v.word as meant,
    greatest(length(t.word), length(v.word)) - max(length(s.stump)) as slips
  from terms t, core.search_stumps(t.word) s (stump), core.search_vocabulary v
  where (select count(*) from (select from strict limit {few}) f) < {few}
    and length(t.word) >= 2
    and v.slips @> array[hashtext(s.stump)]
  group by t.n, t.word, v.word
),
spelt as materialized (
  select t.n, '(' || concat_ws(' | ', t.strict, (
      select string_agg(quote_literal(r.meant), ' | ')
      from near r where r.n = t.n and r.slips = 1)) || ')' as any_close,
    '(' || concat_ws(' | ', t.strict, (
      select string_agg(quote_literal(m.meant), ' | ') from (
        select r.meant from near r
        where r.n = t.n and r.slips <= case when length(t.word) < 7 then 1 else 2 end
        order by r.slips, abs(length(r.meant) - length(t.word)), r.meant
        limit 40
      ) m)) || ')' as any_of
  from terms t
  where exists (select from near)
),
loose as materialized (
  select n.entity_id, n.name,
    case when n.lexemes @@ t.close then 1.3::float8 else 1.0::float8 end
    + 0.5::float8 * extensions.similarity(n.folded, a.folded) + n.weight * 0.005::float8 as score
  from asked a
  cross join (
    select string_agg(any_of, ' & ')::tsquery as loose,
      string_agg(any_close, ' & ')::tsquery as close
    from spelt
  ) t
  join core.search_names n on n.lexemes @@ t.loose
  where {searched}
),
partly as materialized (
  select n.entity_id, n.name,
    extensions.similarity(n.folded, a.folded) + n.weight * 0.001::float8 as score
  from asked a
  cross join (
    select string_agg('(' || l.others || ')', ' | ')::tsquery as partly
    from (
      select string_agg(o.any_of, ' & ') as others
      from terms t, spelt o where o.n <> t.n group by t.n
    ) l
  ) t
  join core.search_names n on n.lexemes @@ t.partly
  where a.count >= 3 and not exists (select from strict)
    and not exists (select from loose) and {searched}
),
matches as materialized (
  select distinct on (h.entity_id) h.entity_id as id, h.score, h.name as matched
  from (
    select * from strict
    union all select * from loose
    union all select * from partly
  ) h
  order by h.entity_id, h.score desc
)

-- name: few
-- Fragment: with fewer names than this, other spellings are looked for: a page's worth.
20

-- name: search
-- One page of shows and people that %(q)s finds, best first. The best are looked at one
-- by one until a page is full: that somebody has no credit in a served show is seldom.
with {matches},
ranked as (
  select m.*, m.score as sort_key from matches m where {seek}
  order by m.score desc, m.id desc
),
chosen as (
  select m.*, t.item
  from ranked m cross join lateral (
    {told}
    limit 1
  ) t
  order by m.score desc, m.id desc
  limit %(limit)s + 1
),
{page}
select coalesce(json_agg(x.item order by x.n) filter (where {fits}), '[]')::text, null,
  {place}
from page x;

-- name: offered_there
-- Fragment: show s is offered in a region now.
exists (
  select from core.show_watch_providers o
  where o.show_id = s.id and o.ended_at is null and o.region = %(region)s::text)

-- name: told_show
-- Fragment: match m, where it is a show.
select json_build_object(
  'type', 'show',
  'id', s.id,
  'name', s.name,
  'slug', s.slug,
  'year', extract(year from s.first_air_date)::integer,
  'tmdb_id', {tmdb_of_show},
  'image', {poster},
  'image_path', s.poster_path,
  'known_for_department', null,
  'matched_name', m.matched,
  'score', round(m.score::numeric, 4)::float8
) as item
from core.shows s
where s.id = m.id and {served} and {offered}

-- name: told_person
-- Fragment: match m, where it is somebody who is in a served show.
select json_build_object(
  'type', 'person',
  'id', p.id,
  'name', p.name,
  'slug', null,
  'year', extract(year from p.birthday)::integer,
  'tmdb_id', {tmdb_of_person},
  'image', {photo},
  'image_path', p.profile_path,
  'known_for_department', p.known_for_department,
  'matched_name', m.matched,
  'score', round(m.score::numeric, 4)::float8
) as item
from core.people p
where p.id = m.id and {credited_person}
