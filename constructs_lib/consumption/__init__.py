"""What people and tools take from a workspace: models, secrets of teams, other databases, alerts."""
