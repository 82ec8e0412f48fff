"""The whole linked-data site as files for a plain web host."""
