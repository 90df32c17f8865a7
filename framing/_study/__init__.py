"""How a study is run: its stages, their journal, their files, their provenance."""
