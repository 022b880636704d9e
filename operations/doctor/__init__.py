"""Whether a machine has what the project needs, and what to do where it has not."""
