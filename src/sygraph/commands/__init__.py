"""The commands, a module each, so that a cold start reads only the one that is asked for."""
