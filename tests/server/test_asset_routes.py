"""The assets: what there is, how it is packed and tagged, and that no name leads elsewhere."""

from __future__ import annotations

from pathlib import Path

import pytest
from starlette.applications import Starlette
from starlette.testclient import TestClient

from sygraph.errors import NotFound
from sygraph.pages.asset_files import VENDOR, asset, names
from sygraph.server.asset_routes import ROUTES


@pytest.fixture(scope="module")
def client() -> TestClient:
    return TestClient(Starlette(routes=ROUTES))


@pytest.mark.parametrize(
    ("name", "says"),
    [
        ("theme.css", "--accent"),
        ("ace/ace.js", "useStrictCSP"),
        ("ace/mode-sparql.js", "sparql"),
        ("vis-network.min.js", "vis-network"),
    ],
)
def test_what_the_pages_use_comes_from_the_packages(
    client: TestClient, name: str, says: str
) -> None:
    answer = client.get(f"/static/{name}")
    assert answer.status_code == 200
    assert says in answer.text
    assert answer.headers["content-encoding"] == "br" or len(answer.content) < 1000


def test_what_is_known_already_is_not_sent_again(client: TestClient) -> None:
    first = client.get("/static/theme.css")
    again = client.get("/static/theme.css", headers={"If-None-Match": first.headers["etag"]})
    assert (again.status_code, again.content) == (304, b"")
    assert again.headers["etag"] == first.headers["etag"]
    old = client.get("/static/theme.css", headers={"If-None-Match": '"old"'})
    assert old.status_code == 200


@pytest.mark.parametrize("encoding", ["br", "gzip", "identity"])
def test_every_packing_is_the_same_file(client: TestClient, encoding: str) -> None:
    answer = client.get("/static/theme.css", headers={"Accept-Encoding": encoding})
    assert answer.content == asset("theme.css").content


@pytest.mark.parametrize(
    "name", ["../pages/render.py", "ace/../../__init__.py", "/etc/passwd", "view/../theme.css", ""]
)
def test_no_name_leads_out_of_the_table(name: str) -> None:
    with pytest.raises(NotFound):
        asset(name)


def test_every_asset_can_be_read() -> None:
    assert len(names()) > 50
    for name in ("ace/css/ace.css", *names()[:5]):
        assert asset(name).content
    assert not any(Path(name).is_absolute() or ".." in name for name in names())


def test_each_vendored_library_has_its_licence_and_its_version() -> None:
    table = (VENDOR / "README.md").read_text(encoding="utf-8")
    folders = [path for path in VENDOR.iterdir() if path.is_dir()]
    assert folders
    for folder in folders:
        assert list(folder.glob("LICENSE*"))
        assert f"`{folder.name}/`" in table
    assert "9.1.13" in (VENDOR / "vis-network" / "vis-network.min.js").read_text("utf-8")[:2000]
