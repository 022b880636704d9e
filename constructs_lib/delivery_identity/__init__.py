"""Who deploys: the roles of pipelines, what they may do and at most, and which runs may take them."""
