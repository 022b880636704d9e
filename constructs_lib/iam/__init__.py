"""Roles, keys and policies: what every other construct builds on."""
