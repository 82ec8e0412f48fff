"""Read, write, order and serialise RDF."""
