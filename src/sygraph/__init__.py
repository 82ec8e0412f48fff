"""sygraph: news articles as knowledge graphs, every statement traced to its words.

>>> import sygraph
>>> kg = sygraph.open()
>>> kg.label("id:shenyang")
'Shenyang'
"""

from __future__ import annotations

from sygraph.version import __version__

TYPE_CHECKING = False

__all__ = ["KnowledgeGraph", "SygraphError", "__version__", "open"]

if TYPE_CHECKING:
    from sygraph.errors import SygraphError
    from sygraph.graph import KnowledgeGraph, open
else:
    # Looked up when first asked for, so that `import sygraph` costs nothing.
    _HOMES = {"KnowledgeGraph": "graph", "SygraphError": "errors", "open": "graph"}

    def __getattr__(name: str) -> object:
        if name not in _HOMES:
            raise AttributeError(f"module 'sygraph' has no attribute {name!r}")
        from importlib import import_module

        value = getattr(import_module(f"sygraph.{_HOMES[name]}"), name)
        globals()[name] = value
        return value
