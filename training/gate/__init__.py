"""Makes the gate: a few weights that tell when the documents do not answer."""
