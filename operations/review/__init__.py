"""What a change of this repository does to what is deployed, as a reviewer wants to read it."""
