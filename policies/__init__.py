"""Policy checks and waivers."""
