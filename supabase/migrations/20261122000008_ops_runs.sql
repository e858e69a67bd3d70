-- What was run, and what became of each item. outcome is null while it runs.
create table ops.runs (
  id uuid primary key default gen_random_uuid(),
  command text not null,
  options jsonb not null default '{}',
  started_at timestamptz not null default now(),
  finished_at timestamptz,
  outcome text check (outcome in ('done', 'failed', 'stopped')),
  summary jsonb
);
create table ops.run_items (
  run_id uuid not null references ops.runs on delete cascade,
  stage text not null,
  item text not null,
  outcome text not null check (outcome in ('done', 'failed')),
  error text,
  finished_at timestamptz not null default now(),
  primary key (run_id, stage, item)
);

-- One row an upstream (generic cell rate algorithm): next_at is the earliest moment of
-- the next request, over all processes; a 429 pushes it forward.
create table ops.limits (
  upstream text primary key,
  next_at timestamptz not null
);

-- What waits for a person: asked once, the decision is kept.
create table ops.review_items (
  id uuid primary key default gen_random_uuid(),
  kind text not null,
  entity text not null,
  entity_id uuid not null,
  reason text not null,
  candidates jsonb not null default '[]',
  asked_at timestamptz not null default now(),
  decided_at timestamptz,
  decision jsonb,
  unique (kind, entity, entity_id)
);

alter table ops.events enable row level security;
alter table ops.runs enable row level security;
alter table ops.run_items enable row level security;
alter table ops.limits enable row level security;
alter table ops.review_items enable row level security;
grant all on all tables in schema ops to service_role;
grant usage on all sequences in schema ops to service_role;
