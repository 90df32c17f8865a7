"""One colour a pole, everywhere: Okabe and Ito's vermillion for the first, blue for the second.

The sides never bear the poles' colours: they are told apart by place, marker and line.
"""

POLES = ("#D55E00", "#0072B2")
WORDS = ("#A84B00", "#0072B2")  # the same for letters, which need more contrast than areas do (WCAG 2.2, 1.4.3)
INK, MUTE, LINE, PAPER = "#1b1f24", "#5b6570", "#d5dade", "#ffffff"
MARKERS = ("o", "s", "^", "D", "v", "P", "X", "*")
VOICES = {"US": "solid #444", "Russia": "dashed #444", "Ukraine": "dotted #444", "Europe": "dotted #444"}
