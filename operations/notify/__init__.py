"""Notifies once of each failure and its recovery."""
