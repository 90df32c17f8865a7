"""The parts of `attribute`: who may speak, how a speaker's words are read, and the sieve that settles who it is."""
