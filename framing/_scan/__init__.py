"""The parts of `find_hits`: patterns, and the fast way to the few words of a text that they may fit."""
