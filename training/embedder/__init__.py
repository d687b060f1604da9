"""Make the built-in static embedder: data, tokenizer, training, evaluation, export."""
