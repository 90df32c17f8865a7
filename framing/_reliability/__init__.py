"""The parts of `framing.reliability` and `framing.coding`."""
