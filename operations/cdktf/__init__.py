"""The console script `cdktf`: the locked cdktf-cli in the environment that the named stacks need."""
