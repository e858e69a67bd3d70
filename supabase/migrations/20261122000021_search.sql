-- What searches read: every name of a show or a person once, as words, and every word
-- once, with what it becomes by slips of the pen. Kept by triggers, so that whatever
-- writes a name, it is found; nobody writes these tables. Private: a name is looked up
-- here and served from where it lies (docs/decisions/0043).

-- The words of a name (of its first 300 letters), without case and accents: what stands
-- between signs and spaces. The signs are listed, so that no locale decides; an
-- apostrophe parts nothing. Not strict, so that it can be written out where it is used.
create function core.search_words(value text) returns text[]
  language sql immutable parallel safe
  return array_remove(regexp_split_to_array(
    translate(core.folded(left(value, 300)), '''’ʼ`´', ''),
    '[\s!-/:-@\[-`{-~\u00a0-\u00bf\u2000-\u206f\u3000-\u303f\u30fb\uff01-\uff0f]+'),
    '');

-- All that the words in scripts without spaces end with.
create function core.search_endings(words text[]) returns text[]
  language sql immutable parallel safe
  return array(
    select substr(w, i) from unnest(words) w, generate_series(1, length(w)) i
    where w ~ '[\u0e00-\u0eff\u2e80-\ud7ff]');

-- Under which letters a name of these words is looked up: each word, all of them
-- written together, and those endings, so that a search by beginnings finds what is
-- inside.
create function core.search_lexemes(words text[]) returns tsvector
  language sql immutable parallel safe
  return array_to_tsvector(
    words
    || case when cardinality(words) > 1
      then array[array_to_string(words, '')] else '{}' end
    || case when array_to_string(words, '') ~ '[\u0e00-\u0eff\u2e80-\ud7ff]'
      then core.search_endings(words) else '{}' end);

-- What is left of a word (its first 12 letters) after no, one, or from 7 letters on two
-- letters are taken out. Two words are one slip apart where they share what is left
-- after one: a letter wrong, too many, missing or misplaced.
create function core.search_stumps(word text) returns setof text
  language sql immutable strict parallel safe
begin atomic
  select left(word, 12)
  union
  select overlay(left(word, 12) placing '' from i for 1)
  from generate_series(1, least(length(word), 12)) i
  union
  select overlay(overlay(left(word, 12) placing '' from j for 1) placing '' from i for 1)
  from generate_series(1, least(length(word), 12)) i,
    generate_series(i + 1, least(length(word), 12)) j
  where length(word) >= 7;
end;
create function core.search_slips(word text) returns integer[]
  language sql immutable strict parallel safe
  return array(select hashtext(s) from core.search_stumps(word) s);

create table core.search_names (
  entity text not null check (entity in ('show', 'person')),
  entity_id uuid not null,
  folded text not null,
  name text not null,
  -- The better known kind of name first: 0 its own, 1 original, 2 another, 3 in another
  -- language.
  kind smallint not null,
  -- How popular the entity is, in steps, so that it seldom changes.
  weight smallint not null,
  lexemes tsvector not null,
  primary key (entity_id, folded)
) with (fillfactor = 85);
-- Without a list of pending entries: each search would read it whole.
create index search_names_lexemes on core.search_names using gin (lexemes)
  with (fastupdate = off);

-- A word may be there twice: writers that bring it at the same time do not wait for
-- each other.
create table core.search_vocabulary (
  word text not null,
  slips integer[] not null generated always as (core.search_slips(word)) stored
);
create index search_vocabulary_word on core.search_vocabulary (word);
create index search_vocabulary_slips on core.search_vocabulary using gin (slips)
  with (fastupdate = off);

create function core.search_weight(popularity double precision) returns smallint
  language sql immutable parallel safe
  return least(floor(3 * ln(1 + greatest(coalesce(popularity, 0), 0))), 40)::smallint;

-- Every name that there is of some shows and people.
create function core.names_of(ids uuid[]) returns table (
    entity text, entity_id uuid, folded text, name text, kind smallint, weight smallint)
  language sql stable parallel safe
begin atomic
  select distinct on (n.entity_id, core.folded(n.name)) n.entity, n.entity_id,
    core.folded(n.name), n.name, n.kind::smallint, core.search_weight(n.popularity)
  from (
    select 'show' as entity, s.id as entity_id, s.name, 0 as kind, s.popularity
    from core.shows s where s.id = any(ids)
    union all
    select 'show', s.id, s.original_name, 1, s.popularity
    from core.shows s where s.id = any(ids) and s.original_name is not null
    union all
    select 'show', s.id, a.title, 2, s.popularity
    from core.shows s join core.show_alternative_titles a on a.show_id = s.id
    where s.id = any(ids) and a.missing_since is null
    union all
    select 'show', s.id, t.name, 3, s.popularity
    from core.shows s join core.show_translations t on t.show_id = s.id
    where s.id = any(ids) and t.missing_since is null and t.name is not null
    union all
    select 'person', p.id, p.name, 0, p.popularity
    from core.people p where p.id = any(ids)
    union all
    select 'person', p.id, a.name, 2, p.popularity
    from core.people p join core.person_aliases a on a.person_id = p.id
    where p.id = any(ids) and a.missing_since is null
  ) n
  order by n.entity_id, core.folded(n.name), n.kind, n.name;
end;

-- Brings what searches read of these shows and people up to date.
create function core.tell_search(ids uuid[]) returns void language plpgsql
set search_path = '' as $$
declare
  gone text[];
begin
  if cardinality(ids) = 0 then
    return;
  end if;
  if exists (select from core.search_names n where n.entity_id = any(ids)) then
    with removed as (
      delete from core.search_names n
      where n.entity_id = any(ids) and (n.entity_id, n.folded) not in (
        select f.entity_id, f.folded from core.names_of(ids) f)
      returning n.name
    )
    select array_agg(distinct w) into gone
    from removed r, unnest(core.search_words(r.name)) w;
  end if;
  with fresh as (
    insert into core.search_names as n
      (entity, entity_id, folded, name, kind, weight, lexemes)
    select f.entity, f.entity_id, f.folded, f.name, f.kind, f.weight,
      core.search_lexemes(f.words)
    from (
      select f.*, core.search_words(f.name) as words from core.names_of(ids) f
      offset 0
    ) f
    on conflict (entity_id, folded) do update
      set name = excluded.name, kind = excluded.kind, weight = excluded.weight
      where (n.name, n.kind, n.weight)
        is distinct from (excluded.name, excluded.kind, excluded.weight)
    returning n.name
  )
  insert into core.search_vocabulary (word)
  select w.word from (
    select distinct unnest(core.search_words(f.name)) as word from fresh f
  ) w
  where length(w.word) between 3 and 40
    and not exists (select from core.search_vocabulary v where v.word = w.word);
  -- Words that no name has any more. Whoever removes one just now is not waited for.
  if gone is not null then
    delete from core.search_vocabulary v where v.ctid = any(array(
      select o.ctid from core.search_vocabulary o
      where o.word = any(gone) and not exists (
        select from core.search_names n
        where n.lexemes @@ quote_literal(o.word)::tsquery)
      for update skip locked));
  end if;
end $$;

-- Of shows and people: only what a search could tell apart is told.
create function core.tell_renamed_shows() returns trigger language plpgsql
set search_path = '' as $$
begin
  perform core.tell_search(array(
    select n.id from news n join olds o on o.id = n.id
    where (n.name, n.original_name, core.search_weight(n.popularity))
      is distinct from (o.name, o.original_name, core.search_weight(o.popularity))));
  return null;
end $$;
create function core.tell_renamed_people() returns trigger language plpgsql
set search_path = '' as $$
begin
  perform core.tell_search(array(
    select n.id from news n join olds o on o.id = n.id
    where (n.name, core.search_weight(n.popularity))
      is distinct from (o.name, core.search_weight(o.popularity))));
  return null;
end $$;
create function core.tell_named() returns trigger language plpgsql
set search_path = '' as $$
begin
  perform core.tell_search(array(select r.id from told r));
  return null;
end $$;
create function core.tell_names_of_shows() returns trigger language plpgsql
set search_path = '' as $$
begin
  perform core.tell_search(array(select distinct r.show_id from told r));
  return null;
end $$;
create function core.tell_names_of_people() returns trigger language plpgsql
set search_path = '' as $$
begin
  perform core.tell_search(array(select distinct r.person_id from told r));
  return null;
end $$;

do $$
declare
  t text;
  teller text;
begin
  for t, teller in values
    ('shows', 'tell_named'), ('people', 'tell_named'),
    ('show_alternative_titles', 'tell_names_of_shows'),
    ('show_translations', 'tell_names_of_shows'),
    ('person_aliases', 'tell_names_of_people')
  loop
    execute format('create trigger search_inserted after insert on core.%I
      referencing new table as told for each statement execute function core.%I()',
      t, teller);
    execute format('create trigger search_deleted after delete on core.%I
      referencing old table as told for each statement execute function core.%I()',
      t, teller);
  end loop;
  for t, teller in values
    ('show_alternative_titles', 'tell_names_of_shows'),
    ('show_translations', 'tell_names_of_shows'),
    ('person_aliases', 'tell_names_of_people')
  loop
    execute format('create trigger search_updated after update on core.%I
      referencing new table as told for each statement execute function core.%I()',
      t, teller);
  end loop;
end $$;
create trigger search_updated after update on core.shows
  referencing old table as olds new table as news
  for each statement execute function core.tell_renamed_shows();
create trigger search_updated after update on core.people
  referencing old table as olds new table as news
  for each statement execute function core.tell_renamed_people();

-- What there is already.
select core.tell_search(array(
  select s.id from core.shows s union all select p.id from core.people p));

-- Names are looked up by words now.
drop index core.shows_name_trgm;
drop index core.shows_original_name_trgm;
drop index core.alternative_titles_trgm;
drop index core.people_name_trgm;
drop index core.person_aliases_trgm;

-- What lists are sorted by; what is unknown counts as the lowest, as elsewhere.
create index shows_by_change on core.shows (updated_at, id);
create index shows_by_next_air on core.shows (next_air_date)
  where next_air_date is not null;
create index people_by_change on core.people (updated_at, id);
create index people_by_popularity on core.people
  (coalesce(popularity, '-infinity'), id);
create index people_by_day on core.people
  ((extract(month from birthday) * 100 + extract(day from birthday)))
  where birthday is not null;
create index networks_by_name on core.networks (core.folded(name), id);
create index companies_by_name on core.production_companies (core.folded(name), id);
create index providers_by_name on core.watch_providers (core.folded(name), id);
-- With the id, so that a page goes on where the one before ended.
create index episodes_in_time on core.episodes (air_date, id);
drop index core.episodes_by_air_date;

alter table core.search_names enable row level security;
alter table core.search_vocabulary enable row level security;
grant all on core.search_names, core.search_vocabulary to service_role;
do $$
declare f regprocedure;
begin
  for f in select p.oid from pg_proc p where p.pronamespace = 'core'::regnamespace
    and (p.proname like 'search\_%' or p.proname like 'tell\_%'
      or p.proname = 'names_of')
  loop
    execute format('revoke execute on function %s from public', f);
    execute format('grant execute on function %s to service_role', f);
  end loop;
end $$;
