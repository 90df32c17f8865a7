"""The charts of the gallery: what each shows, and the lines that make it. `make_pictures.py` runs them in this order.

Every entry sees the names that `SETUP` and the entries before it have made.
"""

from typing import NamedTuple

SETUP = """\
import pandas as pd
import framing as fr

articles = fr.find_copies(fr.clean(fr.read_articles("data/raw/lucerne")))
hits = fr.find_hits(articles, fr.read_lexicon())
scores = fr.score(articles, hits)

sides, poles = ("US", "Russia"), ("confrontation", "dialogue")
texts = articles[articles["lang"] == "en"]
english = scores[scores["lang"] == "en"]
"""

# Two coders are played by chance, so that the charts of coding have something to show: each takes what the lexicon
# found, or finds nothing where it found something, or the reverse.
CODERS = """\
import numpy as np
import pandas as pd

sentences = fr.find_sentences(articles)
found = fr.find_hits(sentences, fr.read_lexicon())
sheet, key = fr.draw_sample(sentences, found, 240)
chance, played = np.random.default_rng(1), []
for coder, slips in (("first", 0.08), ("second", 0.14)):
    answers = key.set_index("item").loc[sheet["item"], "found"].replace("none", "neither")
    wrong = chance.random(len(sheet)) < slips
    other = chance.choice([*poles, "both", "neither"], len(sheet))
    code = pd.Categorical(np.where(wrong, other, answers), sheet["code"].cat.categories)
    played.append(sheet.assign(coder=coder, code=code))
codes = pd.concat(played, ignore_index=True)
"""


class Entry(NamedTuple):
    """A chart: its name in `framing.charts`, a heading, what it shows, and the lines that make it."""

    name: str
    heading: str
    shows: str
    lines: str


ENTRIES = [
    Entry("compare", "Two sides, language by language",
          "Each side's balance with its interval, and beside them the difference. To the right of 1 : 1 the words of "
          "confrontation are more, to the left those of dialogue.",
          'parts = {x: scores[scores["lang"] == x] for x in ("en", "ru")}\n'
          'how = {"by": "side", "cluster": "outlet"}\n'
          "gaps = [fr.compare(t, groups=sides, **how).assign(lang=x) for x, t in parts.items()]\n"
          "own = [fr.summarise(t, **how).assign(lang=x) for x, t in parts.items()]\n"
          "ax = fr.charts.compare(pd.concat(gaps), poles=poles, summary=pd.concat(own))"),
    Entry("summarise", "A row a group",
          "Any groups, each with its value, its interval and its number of texts. Here: outlets in English. The "
          "interval is over stories; outlets with fewer than five have none.",
          'outlets = fr.summarise(english, by="outlet", cluster="story")\nax = fr.charts.summarise(outlets)'),
    Entry("scores", "Every article a dot",
          "How far the articles of a side differ among themselves. Look at this before you believe a mean.",
          'means = fr.summarise(english, by="side", cluster="outlet")\n'
          'ax = fr.charts.scores(english, by="side", groups=sides, summary=means)'),
    Entry("explain", "What makes the difference",
          "The concepts that move the two sides apart. The bars sum to the difference; at the right, how often each "
          "side uses a concept for each 100 sentences.",
          'why = fr.explain(texts, hits, by="side", groups=sides)\nax = fr.charts.explain(why)'),
    Entry("collocates", "The company of a word",
          "The words that stand near a concept on each side, the likeliest first, and how often. They describe; they "
          "do not test whether the sides differ.",
          'near = fr.collocates(texts, hits, "weapons", by="side", groups=sides)\n'
          "ax = fr.charts.collocates(near, top=10)"),
    Entry("voices", "Whose words fill whose outlets",
          "Left: how much of its room each side gives to its own words, to US and to Russian speakers. Right: in which "
          "frame each of them speaks.",
          'voices = fr.split_voices(articles, fr.read_actors("data/raw/lucerne/actors.csv"))\n'
          "told = fr.score(voices, fr.find_hits(voices, fr.read_lexicon()))\n\n"
          "cells = []\n"
          "for side in sides:\n"
          '    own = told[told["side"] == side]\n'
          '    room = own.groupby("voice")["words"].sum().to_numpy()\n'
          '    cells.append(fr.summarise(own, by="voice", cluster="story").assign(side=side, words=room))\n'
          "ax = fr.charts.voices(pd.concat(cells), sides=sides)"),
    Entry("speakers", "Who is quoted most",
          "People and institutions, with the number of their quoted words and the frame of these words.",
          "ax = fr.charts.speakers(told)"),
    Entry("over_time", "Eight decades",
          "A line a group, with the band of its 95 % interval; each dot is a text. Here real documents: every speech "
          "of the two states in the General Debate of the United Nations, as counts of words.",
          "from framing.timeline import over_time\n"
          'un = fr.read_figures("data/raw/real/un_general_debate")\n'
          'years = over_time(un.scores, by="side", window=5)\n'
          "ax = fr.charts.over_time(years, poles=poles, dots=un.scores, events=un.events)"),
    Entry("vary", "Would another choice have changed it?",
          "The same comparison under every other defensible choice, from the lowest difference to the highest. The "
          "planned one is the diamond; the dots below say what each column does otherwise.",
          'ways = fr.vary(articles, fr.read_lexicon(), by="side", groups=sides, cluster="outlet")\n'
          "ax = fr.charts.vary(ways, poles=poles)"),
    Entry("choose_topics", "How many topics?",
          "For each number of topics, how well they come back when some stories are left out. Where the dark line "
          "falls, the model begins to invent.",
          "numbers = fr.choose_topics(texts)\nax = fr.charts.choose_topics(numbers)"),
    Entry("topic_shares", "What is spoken of",
          "How much room each side gives to a subject, with the interval. Topics that do not come back are grey and "
          "have no name.",
          "topics = fr.fit_topics(texts, 5)\n"
          'shares = fr.topic_shares(topics, texts, by="side", cluster="outlet")\n'
          'ax = fr.charts.topic_shares(shares, groups=sides, cluster="outlet")'),
    Entry("topics_by_balance", "How each subject is spoken of",
          "A topic is a subject, not a frame. Here the two are crossed: the balance of each side where it speaks of "
          "the subject.",
          'tone = fr.topic_balance(topics, scores, by="side", cluster="outlet")\n'
          'ax = fr.charts.topics_by_balance(tone, groups=sides, cluster="outlet")'),
    Entry("agreement", "Do two readings see the same?",
          "Krippendorff's alpha with its interval, beside the two bounds that it is held to. The two coders of this "
          "picture are played by chance.",
          'same = fr.agreement(codes, by="lang")\nax = fr.charts.agreement(same)'),
    Entry("accuracy", "How right is the word list?",
          "Precision: of what was found, how much is right. Recall: of what is there, how much was found. The coders "
          "of this picture are played by chance, so these are not figures of the lexicon.",
          'figures = fr.accuracy(sentences, found, fr.unblind(codes, key), by="lang")\n'
          "ax = fr.charts.accuracy(figures)"),
]  # fmt: skip
