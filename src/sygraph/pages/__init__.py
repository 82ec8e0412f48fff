"""The pages that people read, as functions from the graph to HTML; no page knows of HTTP."""
