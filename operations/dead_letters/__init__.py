"""What failed every retry: looked at, and sent back to where it was to go."""
