"""What workflows ask: what a change deploys, which run planned it, whether what was deployed works."""
