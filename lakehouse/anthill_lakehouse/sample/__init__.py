"""Makes market data that is invented, repeatable, and as faulty as real data is."""
