"""Whether a deployed platform works: everything that it consists of is asked for, by name."""
