"""SPARQL text: tokens, parser, algebra, syntax errors, updates, service policy."""
