"""What is known of Terraform providers beyond their schemas, as data."""
