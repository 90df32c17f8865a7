"""What was planned, and whether the answer survives other choices."""

from .. import charts
from ..plan import deviations
from ..robustness import verdict
from ..study import Study
from ..wording import hypothesis, robustness, robustness_title
from ..words import LANGS
from .common import Markdown, choices, source, texts
from .firm import firm_sentence, firm_word


def hypotheses(study: Study) -> Markdown:
    """What was expected before anything was counted, what the data say, and where the plan was not kept to."""
    rows = study["hypotheses"].to_dict("records") if "hypotheses" in study else []
    if not rows:
        return Markdown("*The plan names no hypothesis: all that follows is explored, not tested.*")
    return Markdown("\n\n".join([*(hypothesis(row) + _firm(row, study) for row in rows), _frozen(study)]))


def _firm(row: dict, study: Study) -> str:
    """How firm an answer is, where it is that of the comparison for which the other choices were tried."""
    own = ("side", "balance", "article", {*study.plan.groups})
    if (row["by"], row["measure"], row["unit"], {row["first"], row["second"]}) != own or row["direction"] == "same":
        return ""
    table = choices(study, row["lang"])
    if row["outcome"] not in ("supported", "contradicted") or not firm_word(table):
        return ""
    return f" {firm_sentence(table)}"


def explored(study: Study) -> Markdown:
    """What stands below, and how it is to be read."""
    n = len(study["hypotheses"]) if "hypotheses" in study else 0
    but = f"but the {n} comparison{'s' * (n > 1)} named above " if n else ""
    return Markdown(
        f"All that follows {but}was not planned: read it as a question to the next study, not as an answer. A title "
        "states a difference only where its interval leaves out zero and p is below .05; where other choices could "
        "take it away, it says so."
    )


def _frozen(study: Study) -> str:
    frozen = study.provenance["frozen"]
    if not frozen:
        return "*The plan was never frozen, so nobody can tell whether it was written before the counting.*"
    text = f"*The plan was frozen on {frozen['frozen']} (`{study.provenance['plan_sha256'][:12]}`)."
    done = deviations(study.plan, study)
    if not len(done):
        return f"{text} It was followed without deviation.*"
    listed = "".join(
        f"\n- {row.what}: planned {row.planned or 'nothing'}, done {row.done}" for row in done.itertuples()
    )
    return f"{text} Deviations from it:*\n{listed}"


def other_choices(study: Study) -> charts.Figure | Markdown:
    """The same comparison under each other choice that could be defended."""
    if "robustness" not in study:
        return Markdown("*The sides have no language in common, so there is no comparison to vary.*")
    table = study["robustness"]
    found, plan = verdict(table).iloc[0], table.iloc[0]
    note = (
        f"A column is one way to make the comparison; each does one thing otherwise than planned. "
        f"{LANGS[plan['lang']]} {texts(study)}, n = {plan['n_first']} + {plan['n_second']}; lines: 95 % interval. "
        f"Source: {source(study)}."
    )
    if table["choice"].eq("without words of acts").any():
        note += " Words of acts name what is done, such as attack, sanction, assist, not how it is spoken of."
    word = firm_word(table) if found["verdict"] == "robust" else ""
    title = (
        f"The sign stays under the other choices; the difference {word.split(' ', 1)[1]}"
        if word
        else robustness_title(found)
    )
    ax = charts.vary(table, poles=study.poles)
    return charts.figure(ax, title=title, note=note, alt=firm_sentence(table) or robustness(found))
