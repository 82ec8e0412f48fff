"""A part of the graph as a network: selection, drawing, metrics, file formats."""
