"""Ways in which wikis refuse: lag, a challenge page, an error, an API turned off."""

from html import escape

from starlette.responses import HTMLResponse, Response

from standin.faults import Fault
from standin.wiki.errors import ApiError, error_answer

_LAG_SECONDS = 5
_ADDRESS = "https://example.fandom.com/api.php"
_CHALLENGE = (
    '<!DOCTYPE html><html lang="en-US"><head><title>Just a moment...</title>'
    '<meta name="robots" content="noindex,nofollow"></head><body><noscript>'
    "Enable JavaScript and cookies to continue</noscript></body></html>"
)
_DISABLED = (
    "MediaWiki API is not enabled for this site. Add the following line to your "
    "LocalSettings.php<pre><b>$wgEnableAPI=true;</b></pre>"
)


def wiki_fault(fault: Fault) -> Response:
    """Return what a wiki answers where it refuses."""
    if fault.kind == "maxlag":
        return _lagged(fault)
    if fault.kind == "challenge":
        headers = {"cf-mitigated": "challenge", "server": "cloudflare"}
        return HTMLResponse(_CHALLENGE, fault.status or 403, headers)
    if fault.kind == "api_disabled":
        return HTMLResponse(_DISABLED, fault.status or 500)
    code = fault.text or "internal_api_error_DBQueryError"
    error = ApiError(code, f"[stand-in] The wiki answers {escape(code)}.")
    return error_answer(error, _ADDRESS)


def _lagged(fault: Fault) -> Response:
    """Return MediaWiki's refusal while its databases lag: an error with status 200."""
    wait = _LAG_SECONDS if fault.retry_after is None else fault.retry_after
    lag = {"host": "", "lag": wait, "type": "db"}
    info = f"Waiting for a database server: {wait} seconds lagged."
    answer = error_answer(ApiError("maxlag", info, **lag), _ADDRESS)
    answer.headers["Retry-After"] = str(wait)
    answer.headers["X-Database-Lag"] = str(wait)
    return answer
