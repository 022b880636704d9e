"""Wiring: one stack class per kind of Terraform state."""
