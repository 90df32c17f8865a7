"""The parts of `topics.py`."""
