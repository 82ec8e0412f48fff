"""Worker processes that can be killed: a supervisor, its workers, and the jobs of clients."""
