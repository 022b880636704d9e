"""Security scanning of synthesised stacks and their plans."""
