"""Everything about the Vietnamese language: pure functions, no model of any backend."""
