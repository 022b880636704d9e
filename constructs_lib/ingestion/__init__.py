"""How data comes in: one construct per kind of source, and what they share."""
