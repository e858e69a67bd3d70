"""TMDb lists in their two shapes, v3 and v4, a page at a time.

A file `lists/{id}.json` holds the whole list under `items` (or `results`). An item is
either as TMDb answers it, or just `{"media_type": "tv", "id": N}`: then the catalogue
fills in the series.
"""

from collections.abc import Sequence

from standin.catalogue import Catalogue
from standin.files import Json
from standin.search import short

PAGE_SIZE = 20


def paged(key: str, items: Sequence[object], page: int, size: int = PAGE_SIZE) -> Json:
    """Return one page of results with TMDb's counts; pages past the end are empty."""
    start = (page - 1) * size
    return {
        "page": page,
        key: items[start : start + size],
        "total_pages": -(-len(items) // size),
        "total_results": len(items),
    }


def list_v3(catalogue: Catalogue, list_id: str, page: int) -> Json | None:
    """Return a page as `/3/list/{id}` answers it."""
    whole = catalogue.named("lists", list_id)
    if whole is None:
        return None
    items = _items(catalogue, whole)
    return {
        "created_by": whole.get("created_by", ""),
        "description": whole.get("description", ""),
        "favorite_count": 0,
        "id": list_id,
        "item_count": len(items),
        "iso_639_1": whole.get("iso_639_1", "en"),
        "name": whole.get("name", ""),
        "poster_path": whole.get("poster_path"),
        **paged("items", items, page),
    }


def list_v4(catalogue: Catalogue, list_id: str, page: int) -> Json | None:
    """Return a page as `/4/list/{id}` answers it."""
    whole = catalogue.named("lists", list_id)
    if whole is None:
        return None
    items = _items(catalogue, whole)
    return {
        "average_rating": whole.get("average_rating", 0),
        "backdrop_path": whole.get("backdrop_path"),
        "comments": {_object_id(item): None for item in items},
        "created_by": whole.get("created_by", ""),
        "description": whole.get("description", ""),
        "id": int(list_id) if list_id.isdigit() else list_id,
        "iso_3166_1": whole.get("iso_3166_1", "US"),
        "iso_639_1": whole.get("iso_639_1", "en"),
        "item_count": len(items),
        "name": whole.get("name", ""),
        "poster_path": whole.get("poster_path"),
        "public": True,
        "revenue": 0,
        "runtime": 0,
        "sort_by": "original_order.asc",
        **paged("results", items, page),
    }


def _items(catalogue: Catalogue, whole: Json) -> list[Json]:
    items = whole.get("items") or whole.get("results") or []
    return [_filled(catalogue, item) for item in items]


def _filled(catalogue: Catalogue, item: Json) -> Json:
    if item.keys() != {"media_type", "id"} or item["media_type"] != "tv":
        return item
    details = catalogue.tv.details(item["id"])
    return item if details is None else {**short(details), "media_type": "tv"}


def _object_id(item: Json) -> str:
    return f"{item.get('media_type')}:{item.get('id')}"
