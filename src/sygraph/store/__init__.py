"""One store interface, several engines; loading, inference, full text, updates."""
