"""Networks without a way in, and the few ways out."""
