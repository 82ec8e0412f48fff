"""The named queries, running queries, results and their formats."""
