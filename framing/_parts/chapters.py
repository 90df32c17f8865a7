"""Headings and what stands under them: a chapter that the study can't have is not begun; the last one says what it
lacks."""

from ..study import Study
from .common import Markdown, one_place


def stories_opening(study: Study) -> Markdown:
    """The heading of the chapter on reprints; in a study of figures there is none."""
    if study.counted:
        return Markdown("")
    return Markdown(
        "### One agency, many papers\n\nTen papers that print one agency’s text are one voice, not ten. Stories are "
        "found by the words that their articles share; and what an editor took out of the agency’s text, or put in, "
        "can be read and counted too."
    )


def outlets_opening(study: Study) -> Markdown:
    """The heading of the chapter on outlets; none where each side has only one."""
    if one_place(study):
        return Markdown("")
    return Markdown(
        "## Outlet by outlet\n\nIf the sides differed in nature, their outlets would stand apart. If a few loud ones "
        "make the difference, it shows here."
    )


def voices_opening(study: Study) -> Markdown:
    """The heading of the chapter on speakers; in a study of figures there is none."""
    if study.counted:
        return Markdown("")
    return Markdown(
        "## Who is speaking?\n\nA Swiss paper that quotes a minister from Moscow prints a Russian voice. Every stretch "
        "of text is given to its speaker, and the rest to the outlet itself: how much room does each side give to the "
        "other, and in which frame?"
    )


def topics_opening(study: Study) -> Markdown:
    """The heading of the chapter on topics; in a study of figures there is none."""
    if study.counted:
        return Markdown("")
    second = "" if "topic_balance" not in study else " The second chart shows how each side frames each subject."
    return Markdown(
        "## What is spoken of\n\nTopics are subjects, not frames: they say what the texts are about, not how they "
        f"speak of it.{second}"
    )


def evidence_opening(study: Study) -> Markdown:
    """The heading over what is to be read: words in their sentences, or documents at their source."""
    if study.counted:
        return Markdown("## The documents to read")
    return Markdown("## The words in their sentences\n\nRead before you believe.")


def limits(study: Study) -> Markdown:
    """What the measure cannot tell, and which chapters a study of figures lacks."""
    said = [
        "**Words are not intentions.** The measure counts which vocabulary a text uses. It does not know irony, and it "
        "does not know who is right.",
        "**Emphasis is not a whole frame.** A frame also names causes, blame and remedies (Entman 1993); this is one "
        f"dimension of it, from {study.poles[0]} to {study.poles[1]}.",
        "**The list finds some cases and misses others.** How many, and whether equally many in each language, has to "
        "be measured on texts that people have read; until then, compare within one language.",
        "**These are counts, without the text.** Who reprints whom, who is quoted, and which word belongs to which "
        "subject can only be found by reading, so there are no chapters on them."
        if study.counted
        else "**Speakers are found by rules.** Some statements are missed, more of them in indirect speech; those "
        "words then count as the outlet’s own.",
        "**A difference is not its cause.** Sides differ in subjects, in events covered, in genre. The chart of words "
        "shows which of these it may be.",
    ]
    return Markdown("## What this cannot tell\n\n" + "\n".join(f"- {one}" for one in said))
