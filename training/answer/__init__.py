"""How the built-in grounded-answer model is made: data, tokenizer, training, export, evaluation."""
