-- What upstreams said, verbatim: `json` keeps the text as it came (jsonb would not).
-- The last good answer wins; an error or an empty answer never touches a row.
create table source.documents (
  id bigint generated always as identity primary key,
  source text not null,
  kind text not null,
  key text not null,
  -- The upstream's public address, without any key, never a stand-in's.
  url text not null,
  body json not null,
  sha256 text not null check (sha256 ~ '^[0-9a-f]{64}$'),
  etag text,
  licence text not null,
  -- fetched_at: when this body came. checked_at: when the upstream last confirmed it.
  fetched_at timestamptz not null,
  checked_at timestamptz not null check (checked_at >= fetched_at),
  -- The end of the time for which the upstream's terms let us keep it.
  expires_at timestamptz not null check (expires_at > checked_at),
  unique (source, kind, key)
);
create index documents_expires_at on source.documents (expires_at);

-- Which stage has turned which body into rows, by which version of its mapping: a stage
-- has nothing to do where (sha256, mapping) is what it would write.
create table source.applied (
  document_id bigint not null references source.documents on delete cascade,
  stage text not null,
  sha256 text not null,
  mapping integer not null,
  applied_at timestamptz not null default now(),
  primary key (document_id, stage)
);

alter table source.documents enable row level security;
alter table source.applied enable row level security;
grant all on all tables in schema source to service_role;
grant usage on all sequences in schema source to service_role;
