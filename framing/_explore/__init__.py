"""The parts of `explore`: what is drawn, what is shown, and the keys."""
