"""Errors as MediaWiki's API words them: HTTP 200, a code, and a header with it."""

from starlette.responses import JSONResponse, Response


class ApiError(Exception):
    """An answer that is an error of the API; `more` are further keys of it."""

    def __init__(self, code: str, info: str, **more: object) -> None:
        self.code = code
        self.info = info
        self.more = more
        super().__init__(f"{code}: {info}")


def bad_integer(name: str, value: str) -> ApiError:
    """Return the error for a parameter that is no number."""
    info = f'Invalid value "{value}" for integer parameter "{name}".'
    return ApiError("badinteger", info)


def bad_continue() -> ApiError:
    """Return the error for a continuation that this wiki never gave."""
    return ApiError(
        "badcontinue",
        "Invalid continue param. You should pass the original value returned by the "
        "previous query.",
    )


def error_answer(error: ApiError, address: str) -> Response:
    """Return the answer for an error; `address` is that of api.php."""
    told = {"code": error.code, "info": error.info, **error.more}
    told["docref"] = (
        f"See {address} for API usage. Subscribe to the mediawiki-api-announce mailing "
        "list at &lt;https://lists.wikimedia.org/postorius/lists/mediawiki-api-announce."
        "lists.wikimedia.org/&gt; for notice of API deprecations and breaking changes."
    )
    headers = {"MediaWiki-API-Error": error.code}
    return JSONResponse({"error": told}, headers=headers)
