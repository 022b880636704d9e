"""A stand-in for AWS DMS: it reads a PostgreSQL as a deployed replication says, and writes what DMS would write."""
