"""Which words support a row of an answer, and why an answer is empty."""
