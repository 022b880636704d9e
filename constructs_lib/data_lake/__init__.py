"""Buckets that cannot be built insecure, and the lake made of them."""
