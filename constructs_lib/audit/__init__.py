"""The audit trail and the guard rails of an account."""
