from hypothesis import given, settings
from hypothesis import strategies as st

from framing._scan.sentence_ends import SentenceEnds, count_words_and_sentences
from framing.words import count_words, sentence_spans

PIECES = (
    'U.S. Mr. Dr. 3. 20 März März. ... . .. … ? ! ?! he The I. J. A.B. z.B. р-н. г. т.е. don\'t ’t. «Nein.» "Yes." ) '
    "(a.) -- - a--b. 1,000. x-1. e-mail. Über. foo_bar. a.b .x ; , : 5.5 т. д. Он он. straße. É. ½. ² word. word…"
).split(" ") + ["\t", "\r", "\x0b", "\u00a0", "\u2028"]
LINES = st.lists(
    st.tuples(st.sampled_from(PIECES), st.sampled_from(["", " ", " ", "  ", "\t", "\u00a0", "\r"])), max_size=10
).map(lambda pieces: "".join(a + b for a, b in pieces))
LANGS = st.sampled_from(["en", "de", "ru"])


@settings(max_examples=600, deadline=None)
@given(LINES | st.text(alphabet=".?!… ab'\"»)-\t1A,", max_size=25), LANGS)
def test_the_short_way_decides_as_punkt_does(line, lang):
    ends = SentenceEnds(lang)
    assert ends.spans(line) == list(ends._punkt.span_tokenize(line))


@settings(max_examples=400, deadline=None)
@given(st.lists(st.lists(LINES, max_size=3).map("\n".join), max_size=3), LANGS)
def test_counting_agrees_with_the_spans(texts, lang):
    words, sentences = count_words_and_sentences(texts, lang)
    assert words.tolist() == [count_words(text) for text in texts]
    assert sentences.tolist() == [len(sentence_spans(text, lang)) for text in texts]


def test_abbreviations_numbers_and_initials_end_no_sentence():
    _, sentences = count_words_and_sentences(["Dr. Berg kam am 3. März. A. Kern blieb."], "de")
    assert sentences.tolist() == [2]
