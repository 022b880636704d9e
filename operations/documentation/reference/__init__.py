"""The pages of `docs/reference` that are made of the code: one module per page, one list of them all."""
