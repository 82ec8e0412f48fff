"""Work in processes that can be ended: a supervisor, its workers, and those who give them jobs."""
