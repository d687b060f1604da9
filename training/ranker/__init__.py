"""Makes the ranker: a few dozen weights that tell which sentence answers."""
