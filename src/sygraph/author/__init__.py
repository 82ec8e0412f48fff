"""Author a workspace: make one, and change its files without losing what they state."""
