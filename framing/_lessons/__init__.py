"""What stands behind `framing.lessons`: corpora for a class, and their grading."""
