"""The ASGI application: routes, SPARQL protocol, linked data, pages over HTTP."""
