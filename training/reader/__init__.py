"""Trains the reader: which sentence of the passages found answers a question, and which words."""
