"""Terraform in the folder of one stack: its binary, providers, plans."""
