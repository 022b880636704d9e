"""Alarms that wake the right person, what they look at, and what they cost."""
