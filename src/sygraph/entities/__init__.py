"""Entities and facts: resolve names, label, search, describe."""
