"""Small objects that must outlive a pipeline's run."""
