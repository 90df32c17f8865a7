"""The parts of `find_statements`: quotation marks, cues, phrases, and one file a family of rules."""
