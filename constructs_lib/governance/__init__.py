"""Unity Catalog of an environment: credentials, locations, the catalogue, who may do what in it."""
