"""The parts of `cleaning`: letters, page furniture, language, kinds of text."""
