"""The parts of `framing.scale`."""
