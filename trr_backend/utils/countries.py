"""Countries as titles name them: "(US)", "(U.K.)", "(Australia)" and their ISO codes.

Those that make versions of a format are here, in English and as they call themselves.
"""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from trr_backend.utils.folding import fold

# The name that titles use as a rule comes first.
_NAMES: Final[Mapping[str, tuple[str, ...]]] = MappingProxyType(
    {
        "AR": ("Argentina",),
        "AT": ("Austria", "\u00d6sterreich"),
        "AU": ("Australia", "AUS"),
        "BE": ("Belgium", "Belgi\u00eb", "Belgique"),
        "BG": ("Bulgaria",),
        "BR": ("Brazil", "Brasil"),
        "CA": ("Canada",),
        "CH": ("Switzerland", "Schweiz", "Suisse"),
        "CL": ("Chile",),
        "CN": ("China",),
        "CO": ("Colombia",),
        "CZ": ("Czech Republic", "Czechia"),
        "DE": ("Germany", "Deutschland"),
        "DK": ("Denmark", "Danmark"),
        "EG": ("Egypt",),
        "ES": ("Spain", "Espa\u00f1a"),
        "FI": ("Finland", "Suomi"),
        "FR": ("France",),
        "GB": ("UK", "United Kingdom", "Great Britain", "Britain"),
        "GR": ("Greece",),
        "HR": ("Croatia", "Hrvatska"),
        "HU": ("Hungary", "Magyarorsz\u00e1g"),
        "ID": ("Indonesia",),
        "IE": ("Ireland",),
        "IL": ("Israel",),
        "IN": ("India",),
        "IT": ("Italy", "Italia"),
        "JP": ("Japan",),
        "KR": ("South Korea", "Korea"),
        "MX": ("Mexico", "M\u00e9xico"),
        "NG": ("Nigeria",),
        "NL": ("Netherlands", "Nederland", "Holland"),
        "NO": ("Norway", "Norge"),
        "NZ": ("New Zealand",),
        "PH": ("Philippines",),
        "PL": ("Poland", "Polska"),
        "PT": ("Portugal",),
        "RO": ("Romania",),
        "RS": ("Serbia", "Srbija"),
        "RU": ("Russia",),
        "SE": ("Sweden", "Sverige"),
        "SK": ("Slovakia", "Slovensko"),
        "TH": ("Thailand",),
        "TR": ("Turkey", "T\u00fcrkiye"),
        "UA": ("Ukraine",),
        "US": ("US", "USA", "United States", "America"),
        "VN": ("Vietnam",),
        "ZA": ("South Africa",),
    }
)
_CODES: Final = {
    fold(name).replace(" ", ""): code
    for code, names in _NAMES.items()
    for name in names
}


def country_code(text: str) -> str | None:
    """Return the ISO 3166-1 code of the country that a text names, or None.

    >>> country_code("U.S."), country_code("UK"), country_code("nz"), country_code("TV")
    ('US', 'GB', 'NZ', None)
    """
    plain = fold(text).replace(" ", "")
    return _CODES.get(plain) or (plain.upper() if plain.upper() in _NAMES else None)


def country_names(code: str) -> tuple[str, ...]:
    """Return what titles call a country, the usual name first; () for others."""
    return _NAMES.get(code, ())
