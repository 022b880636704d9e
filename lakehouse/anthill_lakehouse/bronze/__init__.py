"""Bronze: every record exactly as received, and where it came from."""
