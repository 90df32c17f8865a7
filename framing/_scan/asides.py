"""Which matches stand in a sentence about another subject: a football match, a film, an earthquake.

A sentence is about another subject where it holds a word that says so (goalkeeper) and none that keeps it in
(president). Only the sentence itself is asked, so that it counts the same in its text, in a quotation and alone.
"""

import numpy as np

from .automaton import Matches
from .blocks import Block
from .scan import Found, Scanner
from .sentence_ends import sentence_ends


class Asides:
    """The words of one language that take sentences out, and those that keep them in.

    `keeps` says of each such pattern of the scanner whether it keeps its sentence in.
    """

    def __init__(self, scanner: Scanner, keeps: np.ndarray, lang: str) -> None:
        self._scanner, self._keeps, self._lang = scanner, keeps, lang

    def __call__(self, block: Block, found: Found) -> tuple[Matches, np.ndarray]:
        """Words about another subject; and which of them takes out each match, or -1."""
        matches = found.matches.first
        text, hinted = block.text_of(block.start[matches]), block.text_of(block.start[found.hints])
        wanted = np.zeros(len(block.text_start), np.bool_)
        wanted[np.intersect1d(text, hinted)] = True
        out, kept = self._words(block, found, wanted)
        if not len(out):
            return out, np.full(len(matches), -1)
        line_of = _Lines(block)
        lines = np.intersect1d(line_of(matches), line_of(out.first))
        begins = sentence_ends(self._lang).first_words(block, line_of.marks(lines))

        def sentence(words: np.ndarray) -> np.ndarray:
            """The number of its sentence, on the lines that matter; elsewhere -1."""
            return np.where(np.isin(line_of(words), lines), np.searchsorted(begins, words, side="right"), -1)

        own, there = sentence(matches), sentence(out.first)
        here = np.flatnonzero(there >= 0)
        at = np.searchsorted(there[here], own)
        stands = (at < np.searchsorted(there[here], own, side="right")) & (own >= 0)
        by = np.full(len(matches), -1)
        by[stands] = here[at[stands]]
        by[np.isin(own, sentence(kept)) & (own >= 0)] = -1
        return out, by

    def _words(self, block: Block, found: Found, wanted: np.ndarray) -> tuple[Matches, np.ndarray]:
        """In the texts that are wanted: the words that take out, in order, and the first words of those that keep
        in."""
        signs = found.signs[wanted[block.text_of(block.start[found.signs])]]
        about = self._scanner.about(block, found.known, signs)
        about = about[np.lexsort((about.pattern, about.first))]
        keeps = self._keeps[about.pattern]
        return about[~keeps], about.first[keeps]


class _Lines:
    """The lines of a block: the number of the line that each word stands on."""

    def __init__(self, block: Block) -> None:
        self._block = block
        self._breaks = block.bytes[block.clause_ends] == ord("\n")
        self._line = np.cumsum(self._breaks)

    def __call__(self, words: np.ndarray) -> np.ndarray:
        block = self._block
        return self._line[np.searchsorted(block.clause_ends, block.start[words]) - 1]

    def marks(self, lines: np.ndarray) -> np.ndarray:
        """The signs that end clauses on these lines, and the line breaks at their ends."""
        held = np.zeros(self._line[-1] + 1, np.bool_)
        held[lines] = True
        return self._block.clause_ends[held[self._line] | self._breaks & held[self._line - 1]]
