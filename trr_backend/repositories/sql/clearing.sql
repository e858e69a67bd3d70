-- name: forget_ids_of_parts
-- Ids of the seasons and episodes of a show: they go with them.
delete from core.external_ids x
where x.entity = 'season' and x.entity_id in
    (select id from core.seasons where show_id = %(id)s)
  or x.entity = 'episode' and x.entity_id in
    (select id from core.episodes where show_id = %(id)s);

-- name: forget_overrides_of_parts
-- What persons decided about seasons, episodes and credits that go.
delete from core.overrides o
where o.entity = 'season' and o.entity_id in
    (select id from core.seasons where show_id = %(id)s)
  or o.entity = 'episode' and o.entity_id in
    (select id from core.episodes where show_id = %(id)s)
  or o.entity = 'credit' and o.entity_id in
    (select id from core.credits where show_id = %(id)s);

-- name: forget_credits
-- Who was what in a show.
delete from core.credits where show_id = %(id)s;

-- name: forget_orders
-- Orders beside the aired one, with their items.
delete from core.episode_orders where show_id = %(id)s;

-- name: forget_seasons
-- Seasons, with episodes and their texts.
delete from core.seasons where show_id = %(id)s;

-- name: forget_translations
-- A show's texts in other languages.
delete from core.show_translations where show_id = %(id)s;

-- name: forget_genres
-- Which genres a show has.
delete from core.show_genres where show_id = %(id)s;

-- name: forget_keywords
-- Which keywords a show has.
delete from core.show_keywords where show_id = %(id)s;

-- name: forget_titles
-- A show's other names.
delete from core.show_alternative_titles where show_id = %(id)s;

-- name: forget_networks
-- Which networks a show has.
delete from core.show_networks where show_id = %(id)s;

-- name: forget_companies
-- Which companies make a show.
delete from core.show_companies where show_id = %(id)s;

-- name: forget_offers
-- Where a show can be, or could be, watched.
delete from core.show_watch_providers where show_id = %(id)s;

-- name: forget_regions
-- The pages that list a show's offers.
delete from core.show_watch_regions where show_id = %(id)s;

-- name: orphans
-- People without any credit left.
select p.id, p.name from core.people p
where not exists (select from core.credits c where c.person_id = p.id)
order by p.id;

-- name: forget_person_ids
-- Ids of people who go.
delete from core.external_ids where entity = 'person' and entity_id = any(%(ids)s);

-- name: forget_person_overrides
-- What persons decided about people who go.
delete from core.overrides where entity = 'person' and entity_id = any(%(ids)s);

-- name: forget_person_pictures
-- Which pictures show people who go, and which persons chose of them.
with pins as (
  delete from core.media_pins where entity = 'person' and entity_id = any(%(ids)s)
)
delete from core.media_links where entity = 'person' and entity_id = any(%(ids)s);

-- name: forget_person_documents
-- What the source said of people who go.
delete from source.documents d using core.external_ids e
where e.entity = 'person' and e.entity_id = any(%(ids)s) and e.source = 'tmdb'
  and d.source = 'tmdb' and d.kind = 'person' and d.key = e.id;

-- name: forget_person_marks
-- Which documents were used for people who go.
delete from source.applied where entity_id = any(%(ids)s);

-- name: forget_people
-- People, with aliases, works and credits.
delete from core.people where id = any(%(ids)s);
