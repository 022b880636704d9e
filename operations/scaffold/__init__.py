"""Writes what a new source or environment needs into the project, and what a company sets once."""
