"""Makes the built-in diacritic restorer: a pruned trigram model over Vietnamese syllables."""
