"""Pages for readers: functions from the graph to HTML, independent of HTTP."""
