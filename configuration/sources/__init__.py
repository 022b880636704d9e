"""Where data comes from: one list per kind of source."""
