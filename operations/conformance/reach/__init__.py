"""Whether the pipeline's roles may make every call that the providers make for them."""
