-- Who may read what came with seasons, people and IMDb; the rules of access.sql go on.
-- A show that was merged into another is hidden.
alter policy readable on core.shows
  using (published and slug is not null and merged_into is null);

do $$
declare t text;
begin
  foreach t in array array['seasons', 'episodes', 'show_translations',
    'season_translations', 'episode_translations', 'episode_orders',
    'episode_order_items', 'credits']
  loop
    execute format('alter table core.%I enable row level security', t);
    execute format('create policy readable on core.%I for select to anon, authenticated
      using (exists (select from core.shows s where s.id = show_id))', t);
  end loop;
end $$;

-- People are readable where a credit of theirs is.
alter table core.people enable row level security;
create policy readable on core.people for select to anon, authenticated
  using (exists (select from core.credits c where c.person_id = people.id));
do $$
declare t text;
begin
  foreach t in array array['person_aliases', 'person_works'] loop
    execute format('alter table core.%I enable row level security', t);
    execute format('create policy readable on core.%I for select to anon, authenticated
      using (exists (select from core.people p where p.id = person_id))', t);
  end loop;
  -- For personal use: only where the installation says that it is private.
  foreach t in array array['imdb_titles', 'imdb_episodes', 'imdb_akas',
    'imdb_principals', 'imdb_crew', 'imdb_ratings', 'imdb_names']
  loop
    execute format('alter table core.%I enable row level security', t);
    execute format('create policy readable on core.%I for select to anon, authenticated
      using ((select i.private from core.installation i))', t);
  end loop;
end $$;

alter table core.installation enable row level security;
create policy readable on core.installation for select to anon, authenticated
  using (true);

alter policy readable on core.external_ids
  using ((origin is null or (select i.private from core.installation i))
    and (entity in ('genre', 'keyword', 'network', 'production_company',
        'watch_provider')
      or (entity = 'show' and exists (select from core.shows s where s.id = entity_id))
      or (entity = 'season'
        and exists (select from core.seasons s where s.id = entity_id))
      or (entity = 'episode'
        and exists (select from core.episodes e where e.id = entity_id))
      or (entity = 'person'
        and exists (select from core.people p where p.id = entity_id))));

grant select on core.seasons, core.episodes, core.show_translations,
  core.season_translations, core.episode_translations, core.episode_orders,
  core.episode_order_items, core.season_spans, core.show_totals, core.people,
  core.person_aliases, core.person_works, core.credits, core.imdb_titles,
  core.imdb_episodes, core.imdb_akas, core.imdb_principals, core.imdb_crew,
  core.imdb_ratings, core.imdb_names, core.installation to anon, authenticated;
grant all on core.seasons, core.episodes, core.show_translations,
  core.season_translations, core.episode_translations, core.episode_orders,
  core.episode_order_items, core.season_spans, core.show_totals, core.people,
  core.person_aliases, core.person_works, core.credits, core.imdb_titles,
  core.imdb_episodes, core.imdb_akas, core.imdb_principals, core.imdb_crew,
  core.imdb_ratings, core.imdb_names, core.installation to service_role;
