"""The schema of the configuration and its rules. What a company sets is in `environments`, which this never imports."""
