"""Makes the verifier: weights that tell whether a text says what a sentence claims."""
