-- Networks, production companies, watch providers and which show has which.
-- as_of is the fetched_at of the document a row's values come from: an older document
-- never overwrites what a newer one said.
create table core.networks (
  id uuid primary key,
  name text not null,
  origin_country text,
  logo_path text,
  as_of timestamptz not null
);
create table core.production_companies (
  id uuid primary key,
  name text not null,
  origin_country text,
  logo_path text,
  as_of timestamptz not null
);
create table core.watch_providers (
  id uuid primary key,
  name text not null,
  logo_path text,
  as_of timestamptz not null
);

create table core.show_networks (
  show_id uuid not null references core.shows on delete cascade,
  network_id uuid not null references core.networks,
  position integer not null,
  missing_since timestamptz,
  primary key (show_id, network_id)
);
create index show_networks_of on core.show_networks (network_id);
create table core.show_companies (
  show_id uuid not null references core.shows on delete cascade,
  production_company_id uuid not null references core.production_companies,
  position integer not null,
  missing_since timestamptz,
  primary key (show_id, production_company_id)
);
create index show_companies_of on core.show_companies (production_company_id);

-- One row a period in which a provider offers a show in a region. An offer that ends is
-- closed (ended_at), one that comes back opens a new row: the history is the table.
-- When an open offer was last seen is the fetched_at of the show's document.
create table core.show_watch_providers (
  show_id uuid not null references core.shows on delete cascade,
  region text not null,
  offer_type text not null,
  watch_provider_id uuid not null references core.watch_providers,
  display_priority integer,
  first_seen_at timestamptz not null,
  ended_at timestamptz check (ended_at >= first_seen_at),
  primary key (show_id, region, offer_type, watch_provider_id, first_seen_at)
);
create unique index show_watch_providers_open on core.show_watch_providers
  (show_id, region, offer_type, watch_provider_id) where ended_at is null;
create index show_watch_providers_of on core.show_watch_providers
  (watch_provider_id, region) where ended_at is null;

-- The page at the source that lists a region's offers: one a show and region.
create table core.show_watch_regions (
  show_id uuid not null references core.shows on delete cascade,
  region text not null,
  link text not null,
  missing_since timestamptz,
  primary key (show_id, region)
);
