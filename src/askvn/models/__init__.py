"""Models: the built-in ones with their cards, the installed ones, the catalogue of public ones."""
