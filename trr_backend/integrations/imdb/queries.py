"""The questions we ask IMDb's API, and how much of each connection a page holds.

docs/sources/imdb.md says which field was seen where. A connection holds at most 250
nodes a page; inside a page of episodes less is asked of each, because what a question
may cost altogether is not documented and one that costs too much times out.
"""

from dataclasses import dataclass
from typing import Literal

PageKind = Literal["akas", "credits", "episodes", "images"]
PER_PAGE: dict[PageKind, int] = {
    "akas": 250,
    "credits": 250,
    "episodes": 20,
    "images": 100,
}
CREDITS_OF_EPISODE = 50
AKAS_OF_EPISODE = 20
NAMES_AT_ONCE = 100

_PAGE_INFO = "pageInfo { hasNextPage endCursor }"
_AKAS = f"""
fragment Akas on AkaConnection {{
  total
  edges {{
    node {{ text country {{ id }} language {{ id }} attributes {{ id text }} }}
  }}
  {_PAGE_INFO}
}}
"""
_CREDITS = f"""
fragment Credits on CreditConnection {{
  total
  edges {{
    node {{
      category {{ id text }}
      name {{ id }}
      ... on Cast {{ characters {{ name }} attributes {{ text }} }}
      ... on Crew {{ jobs {{ text }} attributes {{ text }} }}
    }}
  }}
  {_PAGE_INFO}
}}
"""
_FACTS = """
fragment Facts on Title {
  id
  titleText { text }
  originalTitleText { text }
  titleType { id }
  isAdult
  releaseYear { year endYear }
  runtime { seconds }
  titleGenres { genres { genre { text } } }
  ratingsSummary { aggregateRating voteCount }
  series { episodeNumber { seasonNumber episodeNumber } }
}
"""


@dataclass(frozen=True, slots=True)
class Query:
    """One operation: its name, and its text with the fragments it uses."""

    name: str
    text: str


TITLE = Query(
    "Title",
    f"""
query Title($id: ID!, $first: Int!) {{
  title(id: $id) {{ ...Facts akas(first: $first) {{ ...Akas }} }}
}}
{_FACTS}{_AKAS}""",
)
NAMES = Query(
    "Names",
    """
query Names($ids: [ID!]!) {
  names(ids: $ids) {
    id
    nameText { text }
    birthDate { dateComponents { year } }
    deathDate { dateComponents { year } }
    primaryProfessions { category { id text } }
    primaryImage { id url width height }
  }
}
""",
)
PAGES: dict[PageKind, Query] = {
    "akas": Query(
        "Akas",
        f"""
query Akas($id: ID!, $first: Int!, $after: ID) {{
  title(id: $id) {{ id akas(first: $first, after: $after) {{ ...Akas }} }}
}}
{_AKAS}""",
    ),
    "credits": Query(
        "Credits",
        f"""
query Credits($id: ID!, $first: Int!, $after: ID) {{
  title(id: $id) {{ id credits(first: $first, after: $after) {{ ...Credits }} }}
}}
{_CREDITS}""",
    ),
    "episodes": Query(
        "Episodes",
        f"""
query Episodes($id: ID!, $first: Int!, $after: ID) {{
  title(id: $id) {{
    id
    episodes {{
      episodes(first: $first, after: $after) {{
        total
        edges {{
          node {{
            ...Facts
            akas(first: {AKAS_OF_EPISODE}) {{ ...Akas }}
            credits(first: {CREDITS_OF_EPISODE}) {{ ...Credits }}
          }}
        }}
        {_PAGE_INFO}
      }}
    }}
  }}
}}
{_FACTS}{_AKAS}{_CREDITS}""",
    ),
    "images": Query(
        "Images",
        f"""
query Images($id: ID!, $first: Int!, $after: ID) {{
  title(id: $id) {{
    id
    images(first: $first, after: $after) {{
      total
      edges {{ node {{ id url width height type caption {{ plainText }} }} }}
      {_PAGE_INFO}
    }}
  }}
}}
""",
    ),
}
