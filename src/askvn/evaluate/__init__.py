"""How good the answers are: questions with known answers + an engine -> figures and a report."""
