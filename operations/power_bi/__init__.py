"""Power BI: a data source and a semantic model for an environment, from the contracts of gold."""
