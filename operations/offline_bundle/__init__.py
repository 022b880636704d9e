"""Everything that set-up, synthesis, plans and tests fetch, in one folder for a machine without a network."""
