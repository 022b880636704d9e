"""Features: what models learn from, each known on its day."""
