"""The anthill command and what stands behind it."""
