"""The charts, a file a subject."""
