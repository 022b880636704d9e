"""The model that foretells volatility: a baseline that others must beat."""
