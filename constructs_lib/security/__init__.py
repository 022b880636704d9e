"""Keys, roles, audit and the guard rails of an account."""
