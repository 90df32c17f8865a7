"""The parts of the report, a file a section."""
