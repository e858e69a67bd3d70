"""What is in the real wiki: the island's pages, and such as are hard on a reader."""

from collections.abc import Mapping

from tests.island_wiki import SEASON, SHOW, castaway
from tests.trr_backend.media.drawing import drawn

REFERENCES = 5_000
CATEGORIES = 600
PLAYERS = tuple(f"Player {number:02}" for number in range(1, 61))
STRANGE = "AC/DC? 50% \"x\" & 'y' + z~*!"
JAPANESE = "植村直己"
ARABIC = "جزيرة"

# A wiki without portable infoboxes makes tables of them.
BOX = """<includeonly>{| class="infobox"
! colspan="2" | {{{name}}}
|-
| Born || {{{birthdate|}}}
|}[[Category:Castaways]]</includeonly>"""
SERBIAN = "Ада Брук"
_SERBIAN_PAGE = """{{Castaway
| name = Ада Брук
| birthdate = May 2, 1980
| image = [[Датотека:Ada.png]]
}}
"""
_OLD_BOX = """{{Infobox person
| name       = Dee Early
| image      = [[File:Ada.png|thumb|right|Dee]]
| birth_date = {{birth date and age|1979|4|5}}
| occupation = Cook<br/>Diver<ref name="job">The ''Island'' Times</ref>
}}
'''Dee Early''' was in ''[[Island Game 1]]''.
"""
_JAPANESE_PAGE = """{{人物
| 名前 = 植村直己
| 生年月日 = 1984年2月12日
| 職業 = 冒険家
}}
"""
_GALLERY = """<gallery mode="packed">
Ada.png|Ada at the camp
File:Ada in Tonga.jpg
Ben_Castle.jpg|''Ben''
No such file.png
</gallery>
"""

PAGES: Mapping[str, str] = {
    "Template:Castaway": BOX,
    "Template:Season": "{{{name}}}[[Category:Seasons]]",
    "Template:Show": "{{{name}}}",
    "Template:Infobox person": "{{{name}}} {{{image}}}",
    "Template:Birth date and age": "{{{1}}}-{{{2}}}-{{{3}}}",
    "Template:人物": "{{{名前}}}",
    "Template:Disambig": "Many things.[[Category:Disambiguation pages]]",
    SHOW: "{{Show|name=Island Game}}\n''Island Game'' is a show.",
    "Island Game 1": SEASON,
    "Ada Brook": castaway("Ada Brook", born="May 2, 1980", place="1st"),
    "Ada Brook/Gallery": _GALLERY,
    "Ben Castle": castaway("Ben Castle", born="June 3, 1990", tribe="Moto"),
    "Dee Early": _OLD_BOX,
    JAPANESE: _JAPANESE_PAGE,
    ARABIC: "'''x'''",
    SERBIAN: _SERBIAN_PAGE,
    "Cora": "{{Disambig}}\n* [[Cora Dale]]\n* [[Cora (boat)]]\n",
    "Many Categories": "".join(f"[[Category:Kind {n}]]" for n in range(CATEGORIES)),
    "Many References": castaway("Many References", born="July 1, 1985").replace(
        "== Taglines ==",
        "".join(f"A word.<ref>Note {n}</ref> " for n in range(REFERENCES))
        + "\n\n== Taglines ==",
    ),
    STRANGE: "A title of all that may be in one.",
    "Benny": "#REDIRECT [[Bobby]]",
    "Bobby": "#REDIRECT [[Ben Castle]]",
    "Taglines of Ben": "#REDIRECT [[Ben Castle#Taglines]]",
    "Here": "#REDIRECT [[There]]",
    "There": "#REDIRECT [[Here]]",
    "Myself": "#REDIRECT [[Myself]]",
    "Elsewhere": "#REDIRECT [[wikipedia:Tonga]]",
    "Nowhere": "#REDIRECT [[No such page]]",
    "Version": "#REDIRECT [[Special:Version]]",
    "Portrait": "#REDIRECT [[File:Ada.png]]",
    **{name: castaway(name) for name in PLAYERS},
}

FREE = """== Summary ==
{{Information
| description = At the camp
| author = [[User:Ann|Ann Onym]]
}}

== Licensing ==
{{cc-by-sa-4.0}}
"""

_SVG = b'<svg xmlns="http://www.w3.org/2000/svg" width="200" height="200"/>'


def files() -> dict[str, tuple[bytes, str]]:
    """Return the files of the wiki: their bytes and the text of their page."""
    return {
        "Ada.png": (drawn("PNG", 300, 400, 1), FREE),
        "Ada_in_Tonga.jpg": (drawn("JPEG", 320, 200, 2), "{{self|cc-by-4.0}}"),
        "Ben_Castle.jpg": (drawn("JPEG", 200, 200, 3), "[[Category:Fair use]]"),
        "Flag.svg": (_SVG, "{{PD}}"),
    }
