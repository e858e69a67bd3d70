-- Who may read core. Writers are the owner and service_role. anon and authenticated
-- read what belongs to published shows, and no list.
-- A show without a slug is only a wish on somebody's list: nothing of lists is served.
create policy readable on core.shows for select to anon, authenticated
  using (published and slug is not null);
alter table core.shows enable row level security;

do $$
declare t text;
begin
  -- Rows of a show: readable where the show is (the subquery is under its own policy).
  foreach t in array array['show_genres', 'show_keywords', 'show_alternative_titles',
    'show_networks', 'show_companies', 'show_watch_providers', 'show_watch_regions']
  loop
    execute format('alter table core.%I enable row level security', t);
    execute format('create policy readable on core.%I for select to anon, authenticated
      using (exists (select from core.shows s where s.id = show_id))', t);
  end loop;
  -- Rows that name no show.
  foreach t in array array['genres', 'keywords', 'networks', 'production_companies',
    'watch_providers']
  loop
    execute format('alter table core.%I enable row level security', t);
    execute format('create policy readable on core.%I for select
      to anon, authenticated using (true)', t);
  end loop;
  -- Private: no policy and no grant.
  foreach t in array array['lists', 'list_items'] loop
    execute format('alter table core.%I enable row level security', t);
  end loop;
end $$;

alter table core.external_ids enable row level security;
-- What may be read is named, so that a new kind of entity is private until it is here.
create policy readable on core.external_ids for select to anon, authenticated
  using (entity in ('genre', 'keyword', 'network', 'production_company',
      'watch_provider')
    or (entity = 'show' and exists (select from core.shows s where s.id = entity_id)));
alter table core.media_links enable row level security;
create policy readable on core.media_links for select to anon, authenticated
  using (entity in ('network', 'production_company', 'watch_provider')
    or (entity = 'show' and exists (select from core.shows s where s.id = entity_id)));
alter table core.media_assets enable row level security;
create policy readable on core.media_assets for select to anon, authenticated
  using (confirmed_at is not null
    and exists (select from core.media_links l where l.sha256 = media_assets.sha256));

grant select on core.shows, core.external_ids, core.genres, core.keywords,
  core.show_genres, core.show_keywords, core.show_alternative_titles, core.networks,
  core.production_companies, core.watch_providers, core.show_networks,
  core.show_companies, core.show_watch_providers, core.show_watch_regions,
  core.media_assets, core.media_links to anon, authenticated;
grant all on all tables in schema core to service_role;
