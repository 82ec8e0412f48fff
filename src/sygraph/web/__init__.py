"""The web: a SPARQL endpoint, linked data, and the pages, over HTTP."""
