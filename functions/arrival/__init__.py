"""Checks a file that somebody sent, and moves it to landing or to quarantine."""
