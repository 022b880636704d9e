"""Rules that hold for every synthesised resource, raw ones included."""
