"""The reader: a small network that reads passages with a question and marks what answers it."""

from askvn.reader.reading import Reader, Reading

__all__ = ["Reader", "Reading"]
