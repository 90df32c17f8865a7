"""The readers of `sources`, a file a family of formats."""
