"""How wrong may the lexicon be? Human coding of a sample: drawn blind, checked for agreement, used to correct.

A word list finds more in one language than in another, and a comparison of two sides that write in two languages
then finds a difference that is only the list's. What coders read in a drawn sample of sentences says how large that
difference may be (`recall_gap`), and takes it away (`correct`).
"""

from ._reliability.coders import agreement, confusions
from ._reliability.correction import correct
from ._reliability.rates import accuracy, recall_gap
from ._reliability.sampling import draw_sample, unblind

__all__ = ["accuracy", "agreement", "confusions", "correct", "draw_sample", "recall_gap", "unblind"]
