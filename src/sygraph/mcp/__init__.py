"""The graph as tools for a language model (Model Context Protocol)."""
