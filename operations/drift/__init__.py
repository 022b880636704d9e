"""What was changed behind Terraform's back."""
