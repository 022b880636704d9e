"""Synthesises this checkout or a revision of it, and says which line made what."""
