"""The parts of `lexicon check`: dictionaries of three languages, what patterns catch, and the language alarm."""
