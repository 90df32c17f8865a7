"""Make the pages and parts of pages that hold numbers, so that none is typed by hand."""

import inspect
import shutil
from collections.abc import Iterable
from pathlib import Path

import pandas as pd
from figures_spec import FIGURES, other_figures

import framing as fr
from framing import charts
from framing.words import LANGS

HERE = Path(__file__).resolve().parent
ROOT = HERE.parent
MADE = HERE / "made"

# A text of our own, told three times; the same people, the same events.
WORKED = {
    "en": "Minister Hale threatened to close the harbour. Her neighbours want to avoid an escalation, and they "
    "proposed a dialogue. Hale rejected the compromise. There was no ultimatum.",
    "de": "Ministerin Hale drohte, den Hafen zu schließen. Ihre Nachbarn wollen eine Eskalation vermeiden, und sie "
    "schlugen einen Dialog vor. Hale lehnte den Kompromiss ab. Ein Ultimatum gab es nicht.",
    "ru": "Министр Хейл пригрозила закрыть гавань. Её соседи хотят избежать эскалации и предложили диалог. Хейл "
    "отвергла компромисс. Ультиматума не было.",
}
EXAMPLE = "ledger-07"  # an article of the constructed corpus

REFERENCE = {
    "articles": ("Articles: reading and cleaning", ["articles", "fetching", "cleaning", "words"]),
    "stories": ("Stories: copies and rewrites", ["copies", "lineage"]),
    "lexicon": ("The lexicon and its hits", ["lexicon", "lexicon_check", "hits"]),
    "scores": ("Scores", ["scores", "streaming", "scale"]),
    "voices": ("Who speaks", ["statements", "voices"]),
    "comparison": ("Comparing", ["comparison", "keywords", "robustness", "equivalence"]),
    "topics": ("Topics", ["topics"]),
    "reading": ("Reading by people", ["reliability", "coding"]),
    "passages": ("Texts with their evidence", ["passages"]),
    "studies": ("Studies, figures, reports", ["plan", "study", "figures", "report"]),
}


def make_pages() -> None:
    """All of them, from the beginning."""
    from make_pictures import gallery_pictures

    shutil.rmtree(MADE, ignore_errors=True)
    shutil.rmtree(HERE / "reference", ignore_errors=True)
    gallery_pictures(MADE / "pictures")
    pages = {"codebook.md": codebook(), "gallery.md": gallery(), "figures.md": figures()}
    pages |= {f"made/{name}.md": text for name, text in (worked() | checks() | runs() | version()).items()}
    pages |= {f"reference/{name}.md": text for name, text in reference().items()}
    for name, text in pages.items():
        path = HERE / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text.rstrip("\n") + "\n", encoding="utf-8", newline="\n")


def table(rows: pd.DataFrame) -> str:
    """A table in Markdown."""
    cells = [[str(c).replace("|", "\\|").replace("\n", " ") for c in row] for row in rows.to_numpy(dtype=object)]
    lines = [list(map(str, rows.columns)), ["---"] * len(rows.columns), *cells]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines) + "\n"


def runs() -> dict[str, str]:
    """What `benchmarks/runs.py` last found: what was tried, how often, and how often it held."""
    found = pd.read_csv(ROOT / "benchmarks" / "results" / "runs.csv")
    once = found["cases"] == 1  # one run in each of many circumstances: a row for all
    circumstances = found[once].groupby("what", sort=False).agg({"of": ", ".join, "cases": "sum", "held": "sum"})
    found = pd.concat([found[~once], circumstances.reset_index()])
    found.columns = ["what was done, or compared", "what should be, or under which circumstances", "cases", "held"]
    return {"runs": table(found)}


# --- the worked sentences ---------------------------------------------------------------------------------------


def worked() -> dict[str, str]:
    """The parts of “How the score works”."""
    texts = pd.DataFrame({"id": list(WORKED), "lang": list(WORKED), "text": list(WORKED.values())})
    lexicon = fr.read_lexicon()
    hits = fr.find_hits(texts, lexicon)
    scores = fr.score(texts, hits, (fr.balance, fr.share, fr.intensity))
    return {
        **{f"worked-{lang}": f"```{{raw}} html\n{fr.show(texts, hits, lang).html}\n```\n" for lang in WORKED},
        "worked-hits": _worked_hits(texts, hits),
        "worked-scores": _worked_scores(scores),
        **_worked_corpus(lexicon),
    }


def _worked_hits(texts: pd.DataFrame, hits: pd.DataFrame) -> str:
    words = texts.set_index("id")["text"]
    rows = [
        {
            "": LANGS[h.id],
            "word found": h.form,
            "concept": h.concept,
            "its pole": h.pole,
            "turned by": words[h.id][h.shift_start : h.shift_end] if h.shift else "",
            "so it is": h.shift or "as it stands",
            "counts as": h.counts_as or "neither",
        }
        for h in hits.itertuples()
    ]
    return table(pd.DataFrame(rows))


def _worked_scores(scores: pd.DataFrame) -> str:
    rows = [
        {
            "": LANGS[s.lang],
            "words of confrontation": s.confrontation,
            "words of dialogue": s.dialogue,
            "balance": f"ln({s.confrontation + 0.5} / {s.dialogue + 0.5}) = {signed(s.balance)}".replace(" ", "\u00a0"),
            "as a proportion": proportion(s.balance),
            "share of confrontation": f"{100 * s.share:.0f} %",
            "sentences": s.sentences,
            "intensity": f"{s.intensity:.0f}",
        }
        for s in scores.itertuples()
    ]
    return table(pd.DataFrame(rows))


def _worked_corpus(lexicon: fr.Lexicon) -> dict[str, str]:
    articles = fr.find_copies(fr.clean(fr.read_articles(ROOT / "data/raw/lucerne")))
    scores = fr.shrink(fr.score(articles, fr.find_hits(articles, lexicon)))
    lang = scores.set_index("id").at[EXAMPLE, "lang"]
    own = scores[scores["lang"] == lang].assign(hits=lambda t: t["confrontation"] + t["dialogue"])
    ranked = own[own["hits"] > 0].sort_values(["hits", "id"])["id"]
    shown = own.set_index("id").loc[[ranked.iloc[0], EXAMPLE, ranked.iloc[-1]]]
    rows = [
        {
            "article": f"`{id}`", "confrontation": r["confrontation"], "dialogue": r["dialogue"],
            "balance": f"{signed(r['balance'])} ({proportion(r['balance'])})",
            "shrunken": f"{signed(r['balance_shrunken'])} ({proportion(r['balance_shrunken'])})",
        }
        for id, r in shown.iterrows()
    ]  # fmt: skip
    group = fr.summarise(own, by="side", cluster="outlet").set_index("side")
    gap = fr.compare(own, by="side", groups=("US", "Russia"), cluster="outlet").iloc[0]
    lines = [
        f"| {side} | {g['n']} | {g['clusters']} | {g['confrontation']} | {g['dialogue']} | {signed(g['value'])} | "
        f"{signed(g['low'])} to {signed(g['high'])} | {proportion(g['low'])} to {proportion(g['high'])} |"
        for side, g in group.loc[["US", "Russia"]].iterrows()
    ]
    head = "| side | articles | outlets | confrontation | dialogue | balance | 95 % interval | as proportions |"
    groups = "\n".join([head, "|---" * 8 + "|", *lines])
    said = (
        f"The difference is {signed(gap['difference'])}, its interval goes from {signed(gap['low'])} to "
        f"{signed(gap['high'])}, and p is {gap['p']:.2f}."
    )
    told = "The interval holds 0: these articles cannot tell the sides apart."
    if gap["low"] > 0 or gap["high"] < 0:
        told = "The interval leaves out 0: the sides differ, further apart than outlets of one side usually are."
    detect = f" A difference of {gap['detectable']:.2f} would have been found four times in five."
    return {"worked-single": table(pd.DataFrame(rows)), "worked-groups": f"{groups}\n\n{said} {told}{detect}\n"}


def signed(x: float) -> str:
    """A number with its sign, as it is printed in books.

    >>> signed(-0.336), signed(0.2)
    ('−0.34', '+0.20')
    """
    return f"{x:+.2f}".replace("-", "−")


def proportion(balance: float) -> str:
    """A balance as readers meet it in the charts.

    >>> proportion(0.0), proportion(0.6931), proportion(-1.0986)
    ('1 : 1', '2 : 1', '1 : 3')
    """
    from math import exp

    ratio = f"{exp(abs(balance)):.2g}"
    return f"{ratio} : 1" if balance >= 0 else f"1 : {ratio}"


# --- the walk-through of `lexicon check` ------------------------------------------------------------------------


def checks() -> dict[str, str]:
    """What `lexicon check` says of the two examples, as it says it."""
    from framing.lexicon_check import check_lexicon, describe

    parts = {}
    for name in ("certainty-doubt-first", "certainty-doubt"):
        path = HERE / "examples" / f"{name}.csv"
        rows = pd.read_csv(path, dtype=str, keep_default_na=False)
        parts[f"{name}-words"] = table(rows[["concept", "pole", "shift", "en", "de", "ru", "not_de"]])
        parts[f"{name}-check"] = f"```text\n{describe(check_lexicon(path), notes=False)}\n```\n"
    return parts


def version() -> dict[str, str]:
    """The versions that this site is about."""
    return {"version": f"**{fr.__version__}** of framing, with lexicon **{fr.read_lexicon().version}**.\n"}


# --- codebook, gallery, figures, reference ----------------------------------------------------------------------


def codebook() -> str:
    """The codebook: a heading a table, a row a column."""
    rows = pd.read_csv(ROOT / "framing/codebook.csv", dtype=str, keep_default_na=False)
    parts = [
        "# Codebook\n\nEvery table that a study writes, and what its columns mean. The same stands in "
        "[`framing/codebook.csv`](../framing/codebook.csv), and a test compares it with what the functions return. "
        "An empty cell means that there is nothing to say, never 0.\n"
    ]
    for name, part in rows.groupby("table", sort=False):
        shown = part[["column", "unit", "meaning"]].assign(column="`" + part["column"] + "`")
        parts.append(f"## {name}\n\n{table(shown)}")
    return "\n".join(parts)


def gallery() -> str:
    """The gallery: each chart with its picture and its lines."""
    from gallery import CODERS, ENTRIES, SETUP

    parts = [
        "# Gallery\n\nEvery chart of `fr.charts`, with the lines that make it. The articles are constructed (invented "
        "talks, outlets and officials), except where it says *real documents*. One colour a pole, everywhere: "
        "vermillion for the first, blue for the second. The sides are told apart by place and marker.\n",
        f"All charts below begin with these lines:\n\n```python\n{SETUP}```\n",
        "A chart returns its axes, so that you can add to it. `fr.charts.figure` sets a title above and a note "
        "below, and gives it the words that a screen reader says:\n\n```python\n"
        'fr.charts.figure(ax, title="What was found", '
        'note="n, source", alt="The same in words")\n```\n',
    ]  # fmt: skip
    coded = False
    for e in ENTRIES:
        parts.append(f"(chart-{e.name})=\n## {e.heading}\n\n{e.shows}\n\n![{e.shows}](made/pictures/{e.name}.svg)\n")
        if e.name in ("agreement", "accuracy") and not coded:
            coded = True
            parts.append(f":::{{dropdown}} How the two coders were played\n```python\n{CODERS}```\n:::\n")
        parts.append(f"```python\n{e.lines}\n```\n")
    return "\n".join(parts)


def figures() -> str:
    """What was measured, from the files of `benchmarks/results`."""
    parts = [
        "# Figures reached\n\nWhat was measured, as it was measured last. Every table is made from a file in "
        "`benchmarks/results`; the script that writes it stands below each heading, and you can run it. What the "
        "figures mean is told on the pages that they link to.\n"
    ]
    parts += [spec.page(ROOT, table) for spec in FIGURES if spec.path(ROOT).exists()]
    parts += other_figures(ROOT, table)
    return "\n".join(parts)


def reference() -> dict[str, str]:
    """A page a subject: every public name, from its docstring."""
    placed = {module for _, modules in REFERENCE.values() for module in modules}
    homes = {name: home for name, home in fr._HOME.items()}
    groups = {**REFERENCE, "more": ("More", sorted(set(homes.values()) - placed))}
    pages, listed = {}, []
    for key, (title, modules) in groups.items():
        names = [name for module in modules for name, home in homes.items() if home == module]
        if names:
            pages[key] = f"# {title}\n\n{_documented(names, 'framing')}"
            listed.append((key, title, names))
    drawn = [name for name in charts.__all__ if callable(getattr(charts, name))]
    pages["charts"] = (
        "# Charts\n\nOne chart a result table, of the same name; all of them in the [gallery](../gallery.md).\n\n"
        + _documented(drawn, "framing.charts")
    )
    taught = getattr(fr.lessons, "__all__", None) or [
        n
        for n, f in vars(fr.lessons).items()
        if inspect.isfunction(f) and f.__module__ == "framing.lessons" and n[0] != "_"
    ]
    pages["lessons"] = "# Helpers of the lessons\n\n" + _documented(taught, "framing.lessons")
    played = [n for n, f in vars(fr.explore).items() if inspect.isfunction(f) and f.__module__.startswith("framing")]
    played = [n for n in played if n[0] != "_" and n in (getattr(fr.explore, "__all__", None) or played)]
    pages["explore"] = "# Pieces to play with\n\n" + _documented(played, "framing.explore")
    listed += [("charts", "Charts", drawn), ("explore", "Pieces to play with", played)]
    listed += [("lessons", "Helpers of the lessons", taught)]
    pages["index"] = _reference_index(listed)
    return pages


def _documented(names: Iterable[str], module: str) -> str:
    home = fr if module == "framing" else getattr(fr, module.removeprefix("framing."))
    kinds = {name: "autoclass" if inspect.isclass(getattr(home, name)) else "autofunction" for name in names}
    return "\n".join(
        f"## {name}\n\n```{{eval-rst}}\n.. {kind}:: {module}.{name}\n```\n" for name, kind in kinds.items()
    )


def _reference_index(listed: list[tuple[str, str, list[str]]]) -> str:
    rows = []
    for key, title, names in listed:
        links = ", ".join(f"[`{n}`]({key}.md#{n.lower()})" for n in names)
        rows.append({"": f"[{title}]({key}.md)", "functions and tables": links})
    toc = "\n".join(key for key, *_ in listed)
    return (
        "# Reference\n\nEvery public name, as its docstring explains it. Type `import framing as fr` first; every verb "
        "takes a table and returns a table, and the first line says what a row of it is.\n\n"
        f"{table(pd.DataFrame(rows))}\n```{{toctree}}\n:hidden:\n\n{toc}\n```\n"
    )
