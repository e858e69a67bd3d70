"""The stand-in's own paths: faults at run time and the log, for tests."""

from dataclasses import asdict

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from standin.faults import FaultError, Faults, parse_faults
from standin.log import RequestLog

OWN = "/standin/"


def admin_routes(faults: Faults, log: RequestLog) -> list[Route]:
    """Return `/standin/faults` (GET, PUT, DELETE), `/standin/log` (GET, DELETE).

    `/standin/log/count` is how many entries there are, where there may be very many.
    """

    async def faults_endpoint(request: Request) -> Response:
        if request.method == "DELETE":
            faults.replace([])
        if request.method == "PUT":
            try:
                faults.replace(parse_faults(await request.json()))
            except (FaultError, UnicodeDecodeError, ValueError) as error:
                return JSONResponse({"error": str(error)}, 400)
        return JSONResponse(faults.report())

    async def log_endpoint(request: Request) -> Response:
        if request.method == "DELETE":
            log.clear()
        entries = [asdict(entry) for entry in log.entries]
        return JSONResponse(
            {
                "count": len(entries),
                "peak_per_second": log.peak_per_second(),
                "entries": entries,
            }
        )

    async def count_endpoint(_request: Request) -> Response:
        return JSONResponse({"count": len(log.entries)})

    return [
        Route(f"{OWN}log/count", count_endpoint),
        Route(f"{OWN}faults", faults_endpoint, methods=["GET", "PUT", "DELETE"]),
        Route(f"{OWN}log", log_endpoint, methods=["GET", "DELETE"]),
    ]
