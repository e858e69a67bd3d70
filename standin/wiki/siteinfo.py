"""`meta=siteinfo`: what a wiki says of itself."""

from standin.files import Json
from standin.wiki.asking import Ask
from standin.wiki.pages import now

_KNOWN = ("general", "namespaces", "rightsinfo")


def siteinfo(ask: Ask, query: Json) -> None:
    """Add what is asked of the wiki itself to an answer."""
    for name in ask.params.chosen("siteinfo", "siprop", _KNOWN, ("general",)):
        query[name] = _SAID[name](ask)


def _general(ask: Ask) -> Json:
    site, addresses = ask.wiki.site, ask.addresses
    main = ask.wiki.names.parse(site.get("mainpage") or "Main Page")
    language = site.get("lang") or "en"
    return {
        "mainpage": main.text,
        "base": addresses.article(main),
        "sitename": site.get("sitename") or ask.wiki.name,
        "mainpageisdomainroot": False,
        "generator": site.get("generator") or "MediaWiki 1.43.1",
        "case": "first-letter",
        "lang": language,
        "fallback": [],
        "rtl": language in {"ar", "fa", "he", "ur"},
        "readonly": False,
        "writeapi": True,
        "maxarticlesize": 2097152,
        "timezone": "UTC",
        "timeoffset": 0,
        "articlepath": addresses.article_path,
        "scriptpath": addresses.script_path,
        "script": f"{addresses.script_path}/index.php",
        "variantarticlepath": False,
        "server": addresses.server,
        "servername": addresses.server.partition("://")[2],
        "wikiid": ask.wiki.name.replace("/", "_"),
        "time": now(),
        "misermode": True,
        "uploadsenabled": True,
    }


def _rights(ask: Ask) -> Json:
    rights = ask.wiki.site.get("rights") or {}
    return {"url": rights.get("url") or "", "text": rights.get("text") or ""}


def _namespaces(ask: Ask) -> Json:
    return ask.wiki.names.described()


_SAID = {"general": _general, "namespaces": _namespaces, "rightsinfo": _rights}
