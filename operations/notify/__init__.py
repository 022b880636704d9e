"""Failures and recoveries, told once to those who must know."""
