"""The way out of CDKTF: the same stacks under its maintained fork, CDK Terrain, compared and explained."""
