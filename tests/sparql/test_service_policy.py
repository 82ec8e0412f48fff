"""Services are called only if their host is allowed."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pyoxigraph as ox
import pytest
import rdflib

from sygraph.errors import QuerySyntaxError, SygraphError
from sygraph.sparql.service_policy import ServiceRefused, check_services, check_update
from sygraph.sparql.syntax_errors import check_syntax
from sygraph.store.interface import OxigraphStore, Store
from sygraph.store.rdflib_store import RdflibStore

ANSWER = b'{"head":{"vars":["o"]},"results":{"bindings":[{"o":{"type":"literal","value":"hi"}}]}}'


class Elsewhere:
    """A service on this machine that writes down who calls."""

    def __init__(self) -> None:
        self.calls: list[str] = []
        calls = self.calls

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                calls.append(self.path)
                self.rfile.read(int(self.headers.get("Content-Length", 0)))
                if self.path == "/moved":
                    port = self.headers["Host"].rpartition(":")[2]
                    self.send_response(307)
                    self.send_header("Location", f"http://localhost:{port}/sparql")
                    self.send_header("Content-Length", "0")
                    self.end_headers()
                    return
                self.send_response(200)
                self.send_header("Content-Type", "application/sparql-results+json")
                self.send_header("Content-Length", str(len(ANSWER)))
                self.end_headers()
                self.wfile.write(ANSWER)

            do_GET = do_POST

            def log_message(self, *_: object) -> None:
                pass

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        threading.Thread(target=self.server.serve_forever, daemon=True).start()
        self.host = f"127.0.0.1:{self.server.server_address[1]}"


@pytest.fixture(scope="module")
def _server() -> Iterator[Elsewhere]:
    elsewhere = Elsewhere()
    yield elsewhere
    elsewhere.server.shutdown()
    elsewhere.server.server_close()


@pytest.fixture
def elsewhere(_server: Elsewhere) -> Elsewhere:
    _server.calls.clear()
    return _server


@pytest.fixture(params=["oxigraph", "rdflib"])
def store(request: pytest.FixtureRequest) -> Store:
    if request.param == "oxigraph":
        return OxigraphStore(ox.Store())
    return RdflibStore(rdflib.Dataset())


# How one may call a service, HOST being its host.
CALLS = [
    "SELECT * { SERVICE <http://HOST/> { ?s ?p ?o } }",
    "SELECT * { service silent <http://HOST/> { ?s ?p ?o } }",
    "ASK { SERVICE<http://HOST/>{?s ?p ?o} }",
    "CONSTRUCT { ?s ?p ?o } { SERVICE <http://HOST/> { ?s ?p ?o } }",
    "DESCRIBE ?s { SERVICE <http://HOST/> { ?s ?p ?o } }",
    "SELECT * { { SELECT * { SERVICE <http://HOST/> { ?s ?p ?o } } } }",
    "ASK { FILTER NOT EXISTS { SERVICE <http://HOST/> { ?s ?p ?o } } }",
    "SELECT * { SERVICE # <\n <http://HOST/> { ?s ?p ?o } }",
    "BASE <http://HOST/x> SELECT * { SERVICE <y> { ?s ?p ?o } }",
    "PREFIX e: <http://HOST/> SELECT * { SERVICE e: { ?s ?p ?o } }",
    "PREFIX e: <http://a/> PREFIX e: <http://HOST/> SELECT * { SERVICE e:x { ?s ?p ?o } }",
    "SELECT * { SERVICE <ht\\u0074p://HOST/> { ?s ?p ?o } }",
    # Oxigraph ends a keyword where it ends, whatever follows.
    "SELECT * { SERVICESILENT<http://HOST/> { ?s ?p ?o } }",
    "SELECT * { VALUES ?x {true}FILTER(?x=true||false)SERVICE<http://HOST/> { ?s ?p ?o } }",
]
# What has no meaning to Oxigraph, but may have one to others.
DISGUISES = [
    "SELECT * { SERVICE <http://allowed.example@HOST/> { ?s ?p ?o } }",
    "SELECT * { VALUES ?e { <http://HOST/> } SERVICE ?e { ?s ?p ?o } }",
    "SELECT * { BIND(IRI('http://HOST/') AS ?e) SERVICE SILENT ?e { ?s ?p ?o } }",
    # What looks like an IRI from the first bracket to the last is a comparison and a comment.
    "PREFIX e: <http://HOST/> SELECT * { VALUES ?a {1} FILTER(?a<e:b)SERVICE?e#>\n{ ?s ?p ?o } }",
    # Other engines undo escapes first, or take other letters for these.
    "SELECT * { \\u0053ERVICE <http://HOST/> { ?s ?p ?o } }",
    'SELECT * { ?s ?p "\\u0022 SERVICE <http://HOST/> { ?s ?p ?o } } #" }',
    "SELECT * { \u017fERVICE <http://HOST/> { ?s ?p ?o } }",
    "SELECT * { SERV\u0131CE <http://HOST/> { ?s ?p ?o } }",
    # It does not parse, which is no reason to try whether half of it does.
    'ASK { SERVICE <http://HOST/> { ?s ?p "a\nb" } }',
    "ASK { SERVICE <http://HOST/> { ?s ?p ?o } } \udcff",
]


@pytest.mark.parametrize("query", CALLS + DISGUISES)
def test_no_service_is_called_without_permission(
    store: Store, elsewhere: Elsewhere, query: str
) -> None:
    for allowed in ([], ["allowed.example"]):
        store.services = allowed
        with pytest.raises(SygraphError):
            store.query(query.replace("HOST", elsewhere.host))
    assert elsewhere.calls == []


@pytest.mark.parametrize("query", CALLS)
def test_no_call_is_refused_if_every_host_is_allowed(elsewhere: Elsewhere, query: str) -> None:
    store = OxigraphStore(ox.Store())
    store.services = ["*"]
    store.query(query.replace("HOST", elsewhere.host))
    assert elsewhere.calls


def test_the_refusal_names_the_host_and_the_option_that_allows_it() -> None:
    with pytest.raises(ServiceRefused) as caught:
        check_services("SELECT * { SERVICE <http://example.org:81/q> { ?s ?p ?o } }")
    assert str(caught.value) == "the query calls a service at example.org:81"
    assert caught.value.hint == "to allow it: --allow-service example.org:81"
    assert (caught.value.host, caught.value.status) == ("example.org:81", 403)


@pytest.mark.parametrize("allowed", ["127.0.0.1", "HOST", "*"])
def test_an_allowed_host_is_called_once(elsewhere: Elsewhere, allowed: str) -> None:
    store = OxigraphStore(ox.Store())
    store.services = ["other.example", allowed.replace("HOST", elsewhere.host)]
    query = f"PREFIX e: <http://{elsewhere.host}/> SELECT ?o {{ SERVICE e:sparql {{ ?s ?p ?o }} }}"
    assert [row["o"] for row in store.select(query)] == [ox.Literal("hi")]
    assert elsewhere.calls == ["/sparql"]


def test_another_port_is_another_host(elsewhere: Elsewhere) -> None:
    store = OxigraphStore(ox.Store())
    store.services = ["127.0.0.1:1"]
    with pytest.raises(ServiceRefused):
        store.query(f"SELECT * {{ SERVICE <http://{elsewhere.host}/> {{ ?s ?p ?o }} }}")
    assert elsewhere.calls == []


def test_an_allowed_host_does_not_allow_another() -> None:
    query = "SELECT * { SERVICE <http://a/> { SERVICE <http://b/> { ?s ?p ?o } } }"
    with pytest.raises(ServiceRefused, match=r"at b$"):
        check_services(query, ["a"])
    check_services(query, ["B", "A"])


def test_an_allowed_host_cannot_redirect_to_another(elsewhere: Elsewhere) -> None:
    store = OxigraphStore(ox.Store())
    store.services = ["127.0.0.1"]
    with pytest.raises(SygraphError, match="307"):
        store.query(f"SELECT * {{ SERVICE <http://{elsewhere.host}/moved> {{ ?s ?p ?o }} }}")
    assert elsewhere.calls == ["/moved"]


def test_a_service_named_by_the_data_is_called_only_if_every_host_is_allowed(
    elsewhere: Elsewhere,
) -> None:
    query = f"""
        SELECT ?o {{ VALUES ?e {{ <http://{elsewhere.host}/data> }} SERVICE ?e {{ ?s ?p ?o }} }}
    """
    store = OxigraphStore(ox.Store())
    store.services = ["127.0.0.1"]
    with pytest.raises(ServiceRefused, match=r"the services in the variable \?e"):
        store.query(query)
    assert elsewhere.calls == []
    store.services = ["*"]
    with pytest.raises(SygraphError, match="unbound"):  # which is all that Oxigraph makes of it
        store.query(query)


@pytest.mark.parametrize("address", ["file:///etc/passwd", "urn:x", "ftp://127.0.0.1/", "id:x"])
def test_only_http_services_are_called(address: str) -> None:
    with pytest.raises(ServiceRefused):
        check_services(f"SELECT * {{ SERVICE <{address}> {{ ?s ?p ?o }} }}", ["127.0.0.1"])


@pytest.mark.parametrize(
    "query",
    [
        "SELECT * { ?service ?p 'SERVICE <http://x/> {}' } # SERVICE <http://x/> {}",
        "SELECT * { ?s <http://x/service> ?o ; e:SERVICE _:SERVICE, 'x'@en }",
        "PREFIX service: <http://x/service#> SELECT (1 AS ?SERVICE) { ?s a service:service }",
        'SELECT * { ?s ?p """\n"SERVICE" <http://x/>""" }',
        "SELECT * { ?s sy:service ?kind FILTER(CONTAINS(STR(?kind), '\\u0073ervice')) }",
    ],
)
def test_the_word_may_stand_anywhere_else(store: Store, query: str) -> None:
    text = "PREFIX e: <http://e/> " + query
    check_services(text)
    assert list(store.select(text)) == []
    called = text.replace("{", "{ SERVICE <http://127.0.0.1/> { ?a ?b ?c }", 1)
    with pytest.raises(ServiceRefused):
        check_services(called)


def test_a_syntax_error_is_shown_where_it_is() -> None:
    with pytest.raises(QuerySyntaxError) as caught:
        check_services("SELECT *\n{ SERVICE <http://x/> { ?s ?p } }")
    assert caught.value.line == 2


def test_from_fetches_nothing(store: Store, elsewhere: Elsewhere) -> None:
    try:
        rows = list(store.select(f"SELECT * FROM <http://{elsewhere.host}/> {{ ?s ?p ?o }}"))
    except SygraphError:
        rows = []
    assert (rows, elsewhere.calls) == ([], [])


def test_checking_syntax_evaluates_nothing(elsewhere: Elsewhere) -> None:
    check_syntax(ox.Store(), f"ASK {{ SERVICE <http://{elsewhere.host}/> {{ ?s ?p ?o }} }}")
    with pytest.raises(SyntaxError):
        check_syntax(ox.Store(), f"ASK {{ SERVICE <http://{elsewhere.host}/> {{ ?s ?p }} }}")
    assert elsewhere.calls == []


@pytest.mark.parametrize(
    "update",
    [
        "LOAD <http://x/>",
        "INSERT DATA { <a:a> <a:a> 1 } ; load silent <http://x/> INTO GRAPH <a:g>",
        "LOADSILENT<http://x/>",
        "INSERT { ?s ?p ?o } WHERE { SERVICE <http://x/> { ?s ?p ?o } }",
        "\\u004cOAD <http://x/>",
        "INSERT { ?a <a:b> 1 } WHERE { ?a <a:c> ?d FILTER(?d<e:b)SERVICE?e#>\n{ ?a ?b ?c } }",
    ],
)
def test_an_update_fetches_nothing(update: str) -> None:
    with pytest.raises(ServiceRefused):
        check_update(update, ["x"])
    check_update(update, ["*"])


def test_an_update_may_say_so() -> None:
    update = "INSERT DATA { <a:load> sy:service ?service, 'LOAD <http://x/>' }"
    check_update(f"{update} # \\u0022")
    with pytest.raises(ServiceRefused):
        check_update(f"{update} ; LOAD <http://x/>")
