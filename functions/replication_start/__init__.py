"""Starts the replication of one source, in the way that its state asks for."""
