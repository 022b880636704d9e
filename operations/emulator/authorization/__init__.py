"""Whether a resource policy allows or denies a request, as IAM evaluates it."""
