-- The two shows that are measured, and what belongs to them; one has few offers.
insert into core.shows (slug, name, overview, first_air_date, popularity, provenance)
select slug, name, repeat('Something happens. ', 40), '2001-02-03', 12.5,
  '{"name": "tmdb", "overview": "tmdb"}'
from (values ('a-show', 'A Show'), ('a-small-show', 'A Small Show')) v (slug, name);
create temporary table named (entity text, n int, id uuid default gen_random_uuid());
insert into named (entity, n)
  select entity, n
  from (values ('genre', 3), ('keyword', 20), ('network', 2),
    ('production_company', 4), ('watch_provider', 60)) as v (entity, many),
    generate_series(1, many) n;
insert into core.genres (id, name, as_of)
  select id, 'Genre ' || n, now() from named where entity = 'genre';
insert into core.keywords (id, name, as_of)
  select id, 'Keyword ' || n, now() from named where entity = 'keyword';
insert into core.networks (id, name, as_of)
  select id, 'Network ' || n, now() from named where entity = 'network';
insert into core.production_companies (id, name, as_of)
  select id, 'Company ' || n, now() from named where entity = 'production_company';
insert into core.watch_providers (id, name, as_of)
  select id, 'Provider ' || n, now() from named where entity = 'watch_provider';
insert into core.external_ids (entity, entity_id, source, id)
  select entity, id, 'tmdb', n::text from named
  union all select 'show', s.id, v.source, v.id || length(s.slug) from core.shows s,
    (values ('tmdb', '1'), ('imdb', 'tt00000'), ('tvdb', '1')) v (source, id);
insert into core.media_assets
  (sha256, key, content_type, bytes, width, height, confirmed_at)
  select encode(sha256(id::text::bytea), 'hex'), 'images/logos/' || entity || 's/' || id
    || '/' || encode(sha256(id::text::bytea), 'hex') || '.png', 'image/png', 1, 1, 1,
    now() from named where entity not in ('genre', 'keyword');
insert into core.media_links
  (entity, entity_id, kind, source, source_path, source_url, sha256, linked_at)
  select entity, id, 'logo', 'tmdb', '/x.png', 'https://image.tmdb.org/x.png',
    encode(sha256(id::text::bytea), 'hex'), now()
  from named where entity not in ('genre', 'keyword');
update core.networks set logo_path = '/x.png';
update core.production_companies set logo_path = '/x.png';
update core.watch_providers set logo_path = '/x.png';
insert into core.show_genres (show_id, genre_id, position)
  select s.id, n.id, n.n from core.shows s, named n where entity = 'genre';
insert into core.show_keywords (show_id, keyword_id, position)
  select s.id, n.id, n.n from core.shows s, named n where entity = 'keyword';
insert into core.show_networks (show_id, network_id, position)
  select s.id, n.id, n.n from core.shows s, named n where entity = 'network';
insert into core.show_companies (show_id, production_company_id, position)
  select s.id, n.id, n.n from core.shows s, named n
  where entity = 'production_company';
insert into core.show_alternative_titles (show_id, region, title, type, position)
  select s.id, 'US', 'Title ' || n, '', n from core.shows s, generate_series(1, 15) n;
insert into core.show_watch_providers (show_id, region, offer_type, watch_provider_id,
    display_priority, first_seen_at)
  select s.id, chr(65 + r / 10) || chr(65 + r % 10), t, n.id, n.n, now()
  from core.shows s, generate_series(0, 39) r,
    unnest(array['flatrate', 'rent', 'buy']) t, named n
  where n.entity = 'watch_provider' and (n.n + r) % 20 = 0
    and (r < 2 or s.slug = 'a-show');
insert into core.show_watch_regions (show_id, region, link)
  select distinct show_id, region, 'https://www.themoviedb.org/tv/1/watch?locale='
    || region from core.show_watch_providers;
insert into core.seasons (id, show_id, season_number)
  select gen_random_uuid(), s.id, n from core.shows s, generate_series(0, 5) n;
insert into core.episodes (id, show_id, season_id, episode_number, name, air_date)
  select gen_random_uuid(), n.show_id, n.id, e, 'Episode ' || e,
    current_date + 7 * (e - 10) + 365 * (n.season_number - 5)
  from core.seasons n, generate_series(1, 18) e;
