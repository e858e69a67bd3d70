-- name: included
-- Fragment: what is embedded: nothing, unless `include=` says something. See
-- including.py for what stands here then; what is not asked for is null in it.
null

-- name: included_in_show
-- Fragment: what may be embedded in show s.
json_build_object(
  'seasons', {first_seasons},
  'cast', {first_cast},
  'images', {first_images},
  'watch_providers', {first_offers},
  'facts', {first_facts})

-- name: included_in_season
-- Fragment: what may be embedded in season n of show s.
json_build_object('cast', {first_cast}, 'images', {first_images})

-- name: included_in_person
-- Fragment: what may be embedded in person p.
json_build_object('credits', {first_credits}, 'images', {first_images})

-- name: first_seasons
-- Fragment: the first %(most)s seasons of show s, in the order of `seasons`.
(select coalesce(json_agg(json_build_object({season_facts})
   order by n.season_number, {tmdb_of_season}, n.id), '[]')
 from (
   select n.* from core.seasons n where n.show_id = s.id and n.missing_since is null
   order by n.season_number, {tmdb_of_season}, n.id limit %(most)s
 ) n
 left join core.season_spans p on p.season_id = n.id and p.show_id = s.id)

-- name: first_cast
-- Fragment: the first %(most)s people of {cast_of} in the order of `cast`, without the
-- crew.
(with {cast_of}, {tallies}, {billed}
 select coalesce(json_agg({cast_member} order by p.sort_key, p.id), '[]')
 from (select g.* from people g order by g.sort_key, g.id limit %(most)s) p)

-- name: first_images
-- Fragment: the first %(most)s pictures of {images_of} in the order of `images`.
(with {images_of}, {owners}, {pictures}
 select coalesce(json_agg(json_build_object({item}) order by l.sort_key, l.id), '[]')
 from (select g.* from pictures g order by g.sort_key, g.id limit %(most)s) l
 cross join {copies})

-- name: first_offers
-- Fragment: the first %(most)s groups of offers of show s, of %(region)s if that is set.
(with show as (select s.id), {offers}, {offering}, {faces}
 select coalesce(json_agg({offer_group} order by g.region, g.place, g.offer_type), '[]')
 from (
   select g.* from ({groups_of_offers}) g
   order by g.region, g.place, g.offer_type limit %(most)s
 ) g)

-- name: first_facts
-- Fragment: the first %(most)s facts of show s in the order of `stated_facts`.
(with show as (select s.*), {facts}, {conflicts}
 select coalesce(json_agg(json_build_object({fact}) order by f.sort_key, f.id), '[]')
 from (select f.* from facts f order by f.sort_key, f.id limit %(most)s) f
 left join conflicts k on k.id = f.id)

-- name: first_credits
-- Fragment: the first %(most)s credits of person p in the order of `credits`.
(select coalesce(json_agg({credit} order by c.sort_key desc, c.id desc), '[]')
 from (
   select g.* from ({credits_of_person}) g
   where g.missing_since is null
   order by g.sort_key desc, g.id desc limit %(most)s
 ) c {around_credit})

-- name: attributed
-- Fragment: who has to be named with a detail; see `with_facts` for other ones.
{attribution}

-- name: with_facts
-- Fragment: the same where facts of wikis are embedded.
{with_wikis}::json

-- name: stated_now
-- Fragment: the wikis whose pages state anything of show s now.
(select g.wiki_id
 from core.show_facts f join core.wiki_pages g on g.id = f.page_id
 where f.show_id = s.id and f.missing_since is null)

-- name: stated_on_page
-- Fragment: the same of all shows of `page`.
(select g.wiki_id
 from page x join core.show_facts f on f.show_id = x.id
 join core.wiki_pages g on g.id = f.page_id
 where {fits} and f.missing_since is null)

-- name: named_with
-- Fragment: who has to be named with a page of shows, where that depends on the page.
null
