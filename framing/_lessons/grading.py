"""What a class answered, against the truth of each student's own corpus."""

import pandas as pd
from pandas.api.types import is_float_dtype

from .._check import require_columns

NEAR = 0.01  # of a number, or of one where it is smaller: answers are rounded
SAME = 0.0006  # to three decimals; among thirty students, chance brings two numbers nearer than a hundredth too often


def grade_class(answers: pd.DataFrame, truth: pd.DataFrame) -> pd.DataFrame:
    """A row is a student's answer to a question: ``student, question, answer, truth, right, same_as``.

    Parameters
    ----------
    answers : a row a student: ``student`` and any columns of `truth`, as asked. A missing answer is not right.
    truth : the table of `make_class`, or ``pd.read_csv("teacher/truth.csv")``.

    Whole numbers must be met, others within a hundredth; words whatever their case. `same_as` names the students
    whose truth a wrong number meets to three decimals: it may come from a neighbour. Ask before you accuse. Students
    without a row of answers are in the table, too.

    >>> truth = pd.DataFrame({"student": ["a", "b"], "n": [40, 41], "difference": [0.512, -0.3]})
    >>> answers = pd.DataFrame({"student": ["a", "b"], "n": [40, 41], "difference": [0.51, 0.512]})
    >>> grade_class(answers, truth)[["student", "question", "right", "same_as"]].values.tolist()
    [['a', 'n', True, ''], ['a', 'difference', True, ''], ['b', 'n', True, ''], ['b', 'difference', False, 'a']]
    """
    require_columns(answers, ["student"], "answers")
    require_columns(truth, ["student"], "truth")
    questions = [c for c in truth.columns if c != "student" and c in answers.columns]
    if not questions:
        raise ValueError(f"answers has no column of the truth; ask for some of {list(truth.columns[1:])}.")
    unknown = sorted(set(answers["student"].astype(str)) - set(truth["student"].astype(str)))
    if unknown:
        raise ValueError(f"answers has students that the truth doesn't know: {unknown[:5]}. Were they renamed?")
    twice = answers["student"][answers["student"].duplicated()].tolist()
    if twice:
        raise ValueError(f"answers has more than one row for {sorted(set(twice))[:5]}; keep the last one.")
    given = answers.set_index("student").reindex(truth["student"])
    rows = []
    for at, student in enumerate(truth["student"]):
        for question in questions:
            answer, column = given[question].iloc[at], truth[question]
            right = _meets(answer, column.iloc[at], NEAR if is_float_dtype(column) else 0)
            others = []
            if is_float_dtype(column) and not right:  # small whole numbers and words agree by chance
                others = [s for s, value in zip(truth["student"], column, strict=True) if _meets(answer, value, SAME)]
            rows.append((student, question, answer, column.iloc[at], right, ", ".join(others)))
    return pd.DataFrame(rows, columns=["student", "question", "answer", "truth", "right", "same_as"])


def _meets(answer: object, value: object, near: float) -> bool:
    """Does an answer meet a true value? Numbers may come as text, with a decimal comma."""
    if isinstance(value, str):
        return str(answer).strip().casefold() == value.strip().casefold()
    number = pd.to_numeric(str(answer).strip().replace("−", "-").replace(",", "."), errors="coerce")
    if pd.isna(number) or pd.isna(value):
        return False
    return bool(abs(number - value) <= near * max(1.0, abs(value)))
