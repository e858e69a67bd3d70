-- name: name_of_show
-- Fragment: the name of show s, as the record has it. In the language that is asked for
-- it is `told_name_of_show`, and so with the others; see texts.py.
s.name

-- name: overview_of_show
-- Fragment: what show s is about.
s.overview

-- name: tagline_of_show
-- Fragment: the tagline of show s.
s.tagline

-- name: name_of_season
-- Fragment: the name of season n.
n.name

-- name: overview_of_season
-- Fragment: what season n is about.
n.overview

-- name: name_of_episode
-- Fragment: the name of episode e.
e.name

-- name: overview_of_episode
-- Fragment: what episode e is about.
e.overview

-- name: language_of_show
-- Fragment: in which language the name of show s is; not said where none was asked for.
null::text

-- name: language_of_season
-- Fragment: the same of season n.
null::text

-- name: language_of_episode
-- Fragment: the same of episode e.
null::text

-- name: languages_of_seasons
-- Fragment: the same of all seasons of show s that are listed.
null::text

-- name: told_name_of_show
-- Fragment: the name of show s in the language that is asked for, else the record's.
coalesce((
  select t.name from core.show_translations t
  where t.show_id = s.id and t.name is not null and {in_language}), s.name)

-- name: told_overview_of_show
-- Fragment: what show s is about, so chosen by itself.
coalesce((
  select t.overview from core.show_translations t
  where t.show_id = s.id and t.overview is not null and {in_language}), s.overview)

-- name: told_tagline_of_show
-- Fragment: the tagline of show s, so chosen by itself.
coalesce((
  select t.tagline from core.show_translations t
  where t.show_id = s.id and t.tagline is not null and {in_language}), s.tagline)

-- name: told_name_of_season
-- Fragment: the name of season n.
coalesce((
  select t.name from core.season_translations t
  where t.season_id = n.id and t.name is not null and {in_language}), n.name)

-- name: told_overview_of_season
-- Fragment: what season n is about.
coalesce((
  select t.overview from core.season_translations t
  where t.season_id = n.id and t.overview is not null and {in_language}), n.overview)

-- name: told_name_of_episode
-- Fragment: the name of episode e.
coalesce((
  select t.name from core.episode_translations t
  where t.episode_id = e.id and t.name is not null and {in_language}), e.name)

-- name: told_overview_of_episode
-- Fragment: what episode e is about.
coalesce((
  select t.overview from core.episode_translations t
  where t.episode_id = e.id and t.overview is not null and {in_language}), e.overview)

-- name: told_language_of_show
-- Fragment: in which language that name of show s is. The record's is the original one
-- where both are alike: then the source had none in the installation's language.
coalesce((
  select t.language from core.show_translations t
  where t.show_id = s.id and t.name is not null and {in_language}),
  case when s.name = s.original_name then s.original_language end,
  %(own_language)s::text)

-- name: told_language_of_season
-- Fragment: in which language that name of season n is.
coalesce((
  select t.language from core.season_translations t
  where t.season_id = n.id and t.name is not null and {in_language}),
  case when n.name is not null then %(own_language)s::text end)

-- name: told_languages_of_seasons
-- Fragment: in which languages those names of the seasons of show s are.
(select string_agg(distinct {told_language_of_season}, ', ') from core.seasons n
 where n.show_id = s.id and (%(missing)s or n.missing_since is null))

-- name: told_language_of_episode
-- Fragment: in which language that name of episode e is.
coalesce((
  select t.language from core.episode_translations t
  where t.episode_id = e.id and t.name is not null and {in_language}),
  case when e.name is not null then %(own_language)s::text end)

-- name: in_language
-- Fragment: the best of the translations t: of %(languages)s the first, else one of any
-- region of the language.
t.missing_since is null
  and (t.language = any(%(languages)s::text[]) or t.language like %(any_region)s::text)
order by array_position(%(languages)s::text[], t.language), t.language limit 1

-- name: ahead_in_language
-- Fragment: as `ahead`, but those in the language %(tongue)s before all others. What is
-- to be seen behind a title or beside a name fits every reader where it has no text.
l.represented_by is null
order by (l.language = %(tongue)s::text
  or (l.language is null and l.kind not in ('poster', 'logo'))) is not true, {first}
limit 1
