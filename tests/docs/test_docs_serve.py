"""The deployment examples of docs/serve.md: nginx takes its part, and requests pass through it."""

from __future__ import annotations

import re
import subprocess
import time
from pathlib import Path
from urllib.error import HTTPError
from urllib.request import Request, urlopen

import pytest

from child_processes import running
from live import live
from servers import free_port
from sygraph.graph import KnowledgeGraph

ROOT = Path(__file__).parents[2]
DOCS = (ROOT / "docs" / "serve.md").read_text(encoding="utf-8")


def nginx_example() -> str:
    found = re.search(r"```nginx\n(.*?)```", DOCS, re.DOTALL)
    assert found
    return found[1]


@pytest.mark.nginx
def test_the_nginx_example_works(kg: KnowledgeGraph, tmp_path: Path) -> None:
    port = free_port()
    with live(kg, base_url="https://example.org/sygraph/") as base:
        upstream = base.removeprefix("http://").rstrip("/")
        example = nginx_example().replace("127.0.0.1:8000", upstream)
        example = example.replace("listen 8080", f"listen 127.0.0.1:{port}")
        temporary = "".join(
            f"{kind}_temp_path {tmp_path}/{kind};\n"
            for kind in ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")
        )
        config = tmp_path / "nginx.conf"
        config.write_text(
            f"daemon off;\npid {tmp_path}/pid;\nerror_log {tmp_path}/error.log;\n"
            f"events {{}}\nhttp {{\naccess_log off;\n{temporary}{example}}}\n"
        )
        command = ["nginx", "-p", str(tmp_path), "-c", str(config), "-e", f"{tmp_path}/error.log"]
        checked = subprocess.run([*command, "-t"], capture_output=True, text=True)
        assert checked.returncode == 0, checked.stderr
        with running(command, stderr=subprocess.DEVNULL):
            address = f"http://127.0.0.1:{port}/sygraph/"
            page = asked(address + "id/shenyang.ttl")
            assert b"skos:prefLabel" in page
            assert b"true" in asked(address + "sparql?query=ASK%7B%7D")
            assert flood(address) == {200, 429}


def asked(address: str) -> bytes:
    until = time.monotonic() + 30
    while True:
        try:
            with urlopen(address, timeout=30) as answer:
                body: bytes = answer.read()
                return body
        except OSError:
            if time.monotonic() > until:
                raise
            time.sleep(0.1)


def flood(address: str) -> set[int]:
    """The statuses of many requests at once, of which the proxy lets pass so many."""
    statuses = set()
    for number in range(150):
        request = Request(f"{address}sparql?query=ASK%7B%7D%23{number}")
        try:
            with urlopen(request, timeout=30) as answer:
                statuses.add(answer.status)
        except HTTPError as refusal:
            with refusal:
                statuses.add(refusal.code)
    return statuses


def test_the_dockerfile_is_for_a_user_of_its_own_and_has_a_health_check() -> None:
    lines = (ROOT / "Dockerfile").read_text(encoding="utf-8").splitlines()
    words = [line.split()[0] for line in lines if line and not line.startswith((" ", "#"))]
    assert words.index("USER") < words.index("ENTRYPOINT")
    assert "HEALTHCHECK" in words
    assert any("/healthz" in line for line in lines)
