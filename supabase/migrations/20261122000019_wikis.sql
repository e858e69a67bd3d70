-- What wikis know: which wikis, their pages, whom a page is about, and what it says.

-- A wiki of Fandom or any other MediaWiki.
create table core.wikis (
  id uuid primary key default gen_random_uuid(),
  -- survivor, survivor/de, or host and path of another wiki: wiki.example.org/w
  name text not null unique check (name <> ''),
  -- fandom, or wiki for any other
  source text not null check (source in ('fandom', 'wiki')),
  -- The public address below which api.php is, without a slash at its end.
  url text not null,
  site_name text,
  language text,
  -- The address of an article, with $1 for its title.
  article_url text,
  -- What "File" is called there.
  file_namespace text,
  -- As the wiki states it (siprop=rightsinfo); null: it states nothing.
  licence text,
  licence_url text,
  is_free boolean not null default false,
  created_at timestamptz not null default now()
);

-- What was asked of a wiki last: apart, because a night without news writes no core row.
create table ops.wiki_reads (
  wiki_id uuid primary key references core.wikis on delete cascade,
  -- When the wiki said last what it is.
  site_at timestamptz,
  -- Up to when its recent changes were read; null: never.
  changes_at timestamptz
);
alter table ops.wiki_reads enable row level security;
grant all on ops.wiki_reads to service_role;

-- Which wikis a show is looked up in.
create table core.show_wikis (
  show_id uuid not null references core.shows on delete cascade,
  wiki_id uuid not null references core.wikis on delete cascade,
  -- Named by a person; else the wiki has a page of the show's title.
  by_person boolean not null default false,
  remembered_at timestamptz not null default now(),
  primary key (show_id, wiki_id)
);
create index show_wikis_of_wiki on core.show_wikis (wiki_id);

-- A page that was fetched; the wiki's own number of it outlives its title.
create table core.wiki_pages (
  id uuid primary key default gen_random_uuid(),
  wiki_id uuid not null references core.wikis on delete cascade,
  page_number bigint not null,
  title text not null,
  url text not null,
  revision bigint not null,
  revised_at timestamptz not null,
  -- When this revision came.
  retrieved_at timestamptz not null,
  -- The wiki's recent changes named it: it is fetched again.
  stale boolean not null default false,
  -- Since when the wiki no longer has it.
  missing_since timestamptz,
  -- When the rules found last that it is about nobody we know: it is looked at again once
  -- somebody is new in a cast, or a season.
  unmatched_at timestamptz,
  -- By which version of the mapping facts were made of its document as it is; null: of
  -- none yet. Here and not in source.applied, so that what is due is found by an index.
  mapping integer,
  unique (wiki_id, page_number)
);
create index wiki_pages_of_mapping on core.wiki_pages (wiki_id, mapping);
create index wiki_pages_stale on core.wiki_pages (wiki_id) where stale;
create index wiki_pages_unmatched on core.wiki_pages (wiki_id, unmatched_at)
  where unmatched_at is not null;

-- Since when somebody is in a cast, or a season there; which casts were in the news.
alter table core.credits add column created_at timestamptz not null default now();
alter table core.seasons add column created_at timestamptz not null default now();
create index events_of_casts on ops.events (entity_id, at)
  where entity = 'show' and fields @> '{credits}';

-- A title that was asked for, or that a page had, and the page that it led to (null: there
-- was none); asked_at is since when.
create table core.wiki_titles (
  wiki_id uuid not null references core.wikis on delete cascade,
  title text not null,
  page_id uuid references core.wiki_pages on delete cascade,
  asked_at timestamptz not null,
  stale boolean not null default false,
  primary key (wiki_id, title)
);
create index wiki_titles_of_page on core.wiki_titles (page_id);

-- Whom or what a page is about: as a rule found out, or as a person decided.
create table core.wiki_subjects (
  page_id uuid primary key references core.wiki_pages on delete cascade,
  entity text not null check (entity in ('person', 'show', 'season')),
  -- Of a season its show's, and its number.
  entity_id uuid not null,
  season_number integer,
  check ((season_number is not null) = (entity = 'season')),
  score double precision not null check (score between 0 and 1),
  -- Why, in words; and who else it might have been: [{entity, id, name, score, reasons}].
  reasons jsonb not null default '[]',
  candidates jsonb not null default '[]',
  by_person boolean not null default false,
  matched_at timestamptz not null default now(),
  -- By which version of the mapping the pictures on a person's page were listed, of its
  -- document as it is; null: they were not yet.
  listed integer
);
create index wiki_subjects_of on core.wiki_subjects (entity_id, entity);
create index wiki_subjects_listed on core.wiki_subjects (listed) where entity = 'person';

-- What a page says of a person: always, or in one season (scope, as the page names it).
-- A value is a text or an array of texts; a date is ISO 8601.
create table core.person_facts (
  id uuid not null default gen_random_uuid() unique,
  person_id uuid not null references core.people on delete cascade,
  page_id uuid not null references core.wiki_pages on delete cascade,
  scope text not null default '',
  field text not null check (field <> ''),
  value jsonb not null check (jsonb_typeof(value) in ('string', 'array')),
  -- The heading of the section that it stands in, if any.
  heading text,
  show_id uuid references core.shows on delete set null,
  season_id uuid references core.seasons on delete set null,
  source text not null,
  source_url text not null,
  -- The revision in which the value was first seen, and when that was fetched.
  revision bigint not null,
  retrieved_at timestamptz not null,
  -- As the wiki states them.
  licence text,
  licence_url text,
  attribution text not null,
  -- Since when the page no longer says it.
  missing_since timestamptz,
  primary key (person_id, page_id, scope, field)
);
create index person_facts_of_page on core.person_facts (page_id);
create index person_facts_of_season on core.person_facts (season_id)
  where season_id is not null;

-- What a page says of a show, or of one of its seasons.
create table core.show_facts (
  id uuid not null default gen_random_uuid() unique,
  show_id uuid not null references core.shows on delete cascade,
  page_id uuid not null references core.wiki_pages on delete cascade,
  scope text not null default '',
  field text not null check (field <> ''),
  value jsonb not null check (jsonb_typeof(value) in ('string', 'array')),
  heading text,
  season_id uuid references core.seasons on delete set null,
  source text not null,
  source_url text not null,
  revision bigint not null,
  retrieved_at timestamptz not null,
  licence text,
  licence_url text,
  attribution text not null,
  missing_since timestamptz,
  primary key (show_id, page_id, scope, field)
);
create index show_facts_of_page on core.show_facts (page_id);

-- Who took part in a season of a competition, as a page states it: the season's own, or
-- that of the person.
create table core.season_ledger (
  id uuid not null default gen_random_uuid() unique,
  show_id uuid not null references core.shows on delete cascade,
  page_id uuid not null references core.wiki_pages on delete cascade,
  -- The season as the page names it, and ours where it is known.
  scope text not null check (scope <> ''),
  season_id uuid references core.seasons on delete set null,
  -- The person as the page names them; the title that it links to; ours where known.
  name text not null check (name <> ''),
  page_title text,
  person_id uuid references core.people on delete set null,
  stated_by text not null check (stated_by in ('season', 'person')),
  -- Verbatim: "1st", "3/20"; the number in it, 1 is the winner.
  placement text,
  place integer check (place > 0),
  -- Verbatim: "Day 1", "Episode 3", "Voted out 5th, Day 14".
  entry text,
  exit text,
  teams text[] not null default '{}',
  position integer not null,
  source text not null,
  source_url text not null,
  revision bigint not null,
  retrieved_at timestamptz not null,
  licence text,
  licence_url text,
  attribution text not null,
  missing_since timestamptz,
  primary key (show_id, page_id, scope, name)
);
create index season_ledger_of_person on core.season_ledger (person_id)
  where person_id is not null;
create index season_ledger_of_page on core.season_ledger (page_id);
create index season_ledger_of_title on core.season_ledger (page_title)
  where page_title is not null;
create index season_ledger_of_season on core.season_ledger (season_id)
  where season_id is not null;

-- What a wiki says of a picture's terms and author, and the page that says so. is_free:
-- the terms are a free licence's; null: they are those of the source as a whole. `wiki`
-- is the one whose picture it is (source_path is its name and that of the file).
alter table core.media_links
  add column licence text,
  add column licence_url text,
  add column author text,
  add column page_url text,
  add column is_free boolean,
  add column wiki text generated always as (case when source in ('fandom', 'wiki')
    then regexp_replace(source_path, '/[^/]*$', '') end) stored;
create index media_links_of_wiki on core.media_links (wiki) where wiki is not null;

do $$
declare t text;
begin
  foreach t in array array['wikis', 'show_wikis', 'wiki_pages', 'wiki_titles',
    'wiki_subjects', 'person_facts', 'show_facts', 'season_ledger']
  loop
    execute format('alter table core.%I enable row level security', t);
    execute format('grant all on core.%I to service_role', t);
  end loop;
end $$;
create policy readable on core.wikis for select to anon, authenticated using (true);
create policy readable on core.person_facts for select to anon, authenticated
  using (exists (select from core.people p where p.id = person_id) and (show_id is null
    or exists (select from core.shows s where s.id = show_id)));
create policy readable on core.show_facts for select to anon, authenticated
  using (exists (select from core.shows s where s.id = show_id));
create policy readable on core.season_ledger for select to anon, authenticated
  using (exists (select from core.shows s where s.id = show_id));
grant select on core.wikis, core.person_facts, core.show_facts, core.season_ledger
  to anon, authenticated;
