"""What runs where: releases, the places that they go to, and one record of every deployment beside its state."""
