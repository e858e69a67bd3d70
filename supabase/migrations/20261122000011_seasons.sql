-- Seasons, episodes, their texts in other languages, and orders beside the aired one.
-- Who a season or episode is, is said by core.external_ids: numbers may be doubled or
-- change, an episode may move to another season, and rows keep their id through it.
create table core.seasons (
  id uuid primary key,
  show_id uuid not null references core.shows on delete cascade,
  -- 0: specials.
  season_number integer not null check (season_number >= 0),
  name text,
  overview text,
  air_date date,
  poster_path text,
  vote_average double precision,
  provenance jsonb not null default '{}',
  missing_since timestamptz
);
create index seasons_of on core.seasons (show_id, season_number);
create index seasons_missing on core.seasons (missing_since)
  where missing_since is not null;

create table core.episodes (
  id uuid primary key,
  show_id uuid not null references core.shows on delete cascade,
  season_id uuid not null references core.seasons on delete cascade,
  episode_number integer not null check (episode_number >= 0),
  name text,
  overview text,
  air_date date,
  runtime_minutes integer,
  -- The source's word: standard, finale, mid_season ...
  episode_type text,
  production_code text,
  still_path text,
  vote_average double precision,
  vote_count integer,
  provenance jsonb not null default '{}',
  missing_since timestamptz
);
create index episodes_of on core.episodes (season_id, episode_number);
create index episodes_of_show on core.episodes (show_id, air_date);
create index episodes_by_air_date on core.episodes (air_date);
create index episodes_missing on core.episodes (missing_since)
  where missing_since is not null;

-- Texts in other languages: only real ones, never a placeholder such as "Folge 12". A
-- null says that this language has no such text. Of a show every language that the source
-- has, of seasons and episodes those that are asked for after the first.
create table core.show_translations (
  show_id uuid not null references core.shows on delete cascade,
  -- ISO 639-1, with a region where the source gives one: pt-BR.
  language text not null,
  name text,
  overview text,
  tagline text,
  homepage text,
  missing_since timestamptz,
  primary key (show_id, language)
);
create table core.season_translations (
  season_id uuid not null references core.seasons on delete cascade,
  language text not null,
  show_id uuid not null references core.shows on delete cascade,
  name text,
  overview text,
  missing_since timestamptz,
  primary key (season_id, language)
);
create index season_translations_of on core.season_translations (show_id);
create table core.episode_translations (
  episode_id uuid not null references core.episodes on delete cascade,
  language text not null,
  show_id uuid not null references core.shows on delete cascade,
  name text,
  overview text,
  missing_since timestamptz,
  primary key (episode_id, language)
);
create index episode_translations_of on core.episode_translations (show_id);

-- Orders beside the aired one: absolute, DVD, story arcs ...
create table core.episode_orders (
  show_id uuid not null references core.shows on delete cascade,
  source text not null,
  -- The source's own name of the order: TMDb's episode group id.
  key text not null,
  name text not null,
  -- original_air_date, absolute, dvd, digital, story_arc, production, tv.
  type text,
  description text,
  missing_since timestamptz,
  primary key (show_id, source, key)
);
create table core.episode_order_items (
  show_id uuid not null,
  source text not null,
  key text not null,
  -- Places count from 0: of the group in the order, of the episode in the group.
  group_position integer not null,
  position integer not null,
  group_name text not null,
  episode_id uuid not null references core.episodes on delete cascade,
  missing_since timestamptz,
  primary key (show_id, source, key, group_position, position),
  foreign key (show_id, source, key) references core.episode_orders on delete cascade
);
create index episode_order_items_of on core.episode_order_items (episode_id);

-- Derived, never stored: what is gone upstream does not count.
create view core.season_spans with (security_invoker = true) as
select s.id as season_id, s.show_id, s.season_number,
  count(e.id)::integer as episode_count,
  -- An episode without a day has aired where a later one of its season has.
  (count(e.id) filter (where e.air_date <= current_date) + (
    select count(*) from core.episodes u
    where u.season_id = s.id and u.missing_since is null and u.air_date is null
      and u.episode_number < (
        select max(l.episode_number) from core.episodes l
        where l.season_id = s.id and l.missing_since is null
          and l.air_date <= current_date)))::integer as aired_count,
  min(e.air_date) as first_air_date, max(e.air_date) as last_air_date
from core.seasons s
left join core.episodes e on e.season_id = s.id and e.missing_since is null
where s.missing_since is null
group by s.id;

create view core.show_totals with (security_invoker = true) as
select s.id as show_id,
  coalesce(t.season_count, 0) as season_count,
  coalesce(t.episode_count, 0) as episode_count,
  coalesce(t.special_count, 0) as special_count,
  latest.id as latest_episode_id, latest.air_date as latest_air_date,
  upcoming.id as next_episode_id, upcoming.air_date as next_air_date
from core.shows s
left join lateral (
  select count(*) filter (where p.season_number > 0)::integer as season_count,
    (sum(p.episode_count) filter (where p.season_number > 0))::integer as episode_count,
    (sum(p.episode_count) filter (where p.season_number = 0))::integer as special_count
  from core.season_spans p where p.show_id = s.id
) t on true
left join lateral (
  select e.id, e.air_date from core.episodes e join core.seasons n on n.id = e.season_id
  where e.show_id = s.id and e.missing_since is null and n.season_number > 0
    and n.missing_since is null
    and e.air_date <= current_date
  order by e.air_date desc, n.season_number desc, e.episode_number desc, e.id limit 1
) latest on true
left join lateral (
  select e.id, e.air_date from core.episodes e join core.seasons n on n.id = e.season_id
  where e.show_id = s.id and e.missing_since is null and n.season_number > 0
    and n.missing_since is null
    and e.air_date > current_date
  order by e.air_date, n.season_number, e.episode_number, e.id limit 1
) upcoming on true;
