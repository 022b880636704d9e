"""The documentation site: built strictly from `docs/`, and looked over once more as it was built."""
