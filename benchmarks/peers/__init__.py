"""Retrieval of askvn beside that of LlamaIndex, Haystack and txtai, on the very same passages."""
