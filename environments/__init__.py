"""What a company sets, one module per environment; what may be set is in `configuration`."""
