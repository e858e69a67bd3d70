"""A TypeScript client made from the OpenAPI document: it compiles, and it reads."""

import json
import shutil
import subprocess
from pathlib import Path

import httpx2
import pytest

from tests.node_tools import node_bin, node_environment

CLIENT = Path(__file__).with_name("client.ts")
STRICT = {
    "strict": True,
    "exactOptionalPropertyTypes": True,
    "noUncheckedIndexedAccess": True,
    "module": "nodenext",
    "target": "es2022",
    "types": [],
    "lib": ["es2022", "dom"],
}
# Where a client goes wrong, what the compiler says of it.
WRONG = {
    'const { data } = await api.GET("/api/v1/nothing", {});': "is not assignable to",
    "data!.items[0]!.nmae;": "Property 'nmae' does not exist",
    "data!.items[0]!.popularity.toFixed();": "is possibly 'null'",
    'await api.GET("/api/v1/shows", { params: { query: { sort: "size" } } });': (
        "is not assignable to"
    ),
}
NAMES = "declare const process: { argv: string[] };\n"


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """Return a folder in which Node finds the programs of the tests."""
    tmp_path.joinpath("node_modules").symlink_to(node_bin().parent)
    tmp_path.joinpath("package.json").write_text('{"type": "module"}')
    tmp_path.joinpath("names.d.ts").write_text(NAMES)
    return tmp_path


@pytest.mark.long
def test_a_client_compiles_and_reads(project: Path, served: str) -> None:
    """Strictly compiled against the types, it reads a server; mistakes are told."""
    document = httpx2.get(f"{served}/openapi.json").text
    project.joinpath("openapi.json").write_text(document)
    made = _run(project, "openapi-typescript", "openapi.json", "-o", "schema.d.ts")
    assert made.returncode == 0, made.stderr
    shutil.copyfile(CLIENT, project / "client.ts")
    for number, statement in enumerate(WRONG):
        project.joinpath(f"wrong{number}.ts").write_text(_program(statement))
    config = {"compilerOptions": STRICT, "include": ["*.ts"]}
    project.joinpath("tsconfig.json").write_text(json.dumps(config))

    said = _run(project, "tsc", "-p", ".").stdout.splitlines()

    told = [line for line in said if not line.startswith(" ")]
    assert len(told) == len(WRONG), said
    for number, words in enumerate(WRONG.values()):
        assert told[number].startswith(f"wrong{number}.ts("), said
        assert words in told[number]
    read = _run(project, "node", "client.js", served)
    assert read.returncode == 0, read.stderr
    shows = httpx2.get(f"{served}/api/v1/shows").json()["items"]
    assert json.loads(read.stdout) == {
        "name": "The Island",
        "overview": None,
        "genres": [],
        "seasons": [0, 1, 2],
        "shows": [show["name"] for show in shows],
        "status": 404,
    }


def _program(statement: str) -> str:
    return (
        'import createClient from "openapi-fetch";\n'
        'import type { paths } from "./schema.js";\n'
        'const api = createClient<paths, "application/json">();\n'
        + (
            'const { data } = await api.GET("/api/v1/shows");\n'
            if "data!" in statement
            else ""
        )
        + f"{statement}\nexport {{}};\n"
    )


def _run(
    project: Path, program: str, *words: str
) -> "subprocess.CompletedProcess[str]":
    return subprocess.run(
        [program, *words],
        cwd=project,
        env={
            **node_environment(),
            "PATH": f"{node_bin()}:{node_environment()['PATH']}",
        },
        capture_output=True,
        text=True,
        check=False,
    )
