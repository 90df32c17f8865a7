"""Rules for clauses that a verb of saying governs: X said that C; X sagte, C sei; X заявил, что C.

A rule takes a sentence and what came before, and yields statements; those that cross one found before are dropped.
"""

from collections.abc import Iterator

from .parts import MARKS, content_end, has_verb, kind_of, say, subjunctive, trim
from .phrases import after_verb, before_verb, is_actor, phrase_at, subject
from .phrases_ru import is_verb
from .said import Memory, Place, Said
from .sentences import Hit, Phrase, Sentence

_CLAUSE = {"en": 14, "de": 14, "ru": 22}  # words between a verb and the clause it governs


def clause(s: Sentence, memory: Memory) -> Iterator[Said]:
    """X said that C; X sagte, dass C; X заявил, что C; in English also: X told Y C; X said C. From left to right."""
    for hit in s.cues:
        if hit.passive and s.language.lang == "en":
            continue
        start = _complementizer(s, hit)
        found = _clause_rule(s, hit), start
        if start is None and s.language.lang == "en":
            found = _told(s, hit) or _bare_clause(s, hit) or found
        rule, start = found
        if hit.passive and s.language.lang == "de" and start is not None:
            if hit.cue.group == "weak" or not s.is_(start, "complementizer"):
                continue
            rule = "es wurde gesagt, dass"
        if start is not None and (said := say(s, hit, [(start, content_end(s, start))], rule, memory)):
            yield said


def _clause_rule(s: Sentence, hit: Hit) -> str:
    if hit.cue.shape in ("ing", "gerund"):
        return "adding that"
    if hit.cue.group in ("belief", "weak"):
        return {"belief": "X believes that", "weak": "X shows that"}[hit.cue.group]
    return {"en": "X said that", "de": "X sagte, dass", "ru": "X сказал, что"}[s.language.lang]


def _complementizer(s: Sentence, hit: Hit) -> int | None:
    """Where the clause of a verb begins: at that, whether; after the comma at dass, ob, что, or a question word."""
    english = s.language.lang == "en"
    for k in range(hit.last + 1, min(hit.last + 1 + _CLAUSE[s.language.lang], len(s) - 1)):
        if s.quote[k] is not None or s.low[k] in ":;—":
            return None
        if english:
            if k == hit.last + 1 and s.low[k] == "," and (aside := _past_aside(s, k)):
                return aside
            if s.low[k] == "," and k > hit.last + 1 and not s.is_(k - 1, "weekday") and not s.capital(k - 1):
                return None
            if s.is_(k, "complementizer"):
                alone = k + 2 >= s.body()  # "He knows that."
                return None if alone or s.low[k].startswith("that") and _relative(s, hit, k) else k
            if k == hit.last + 1 and s.is_(k, "question") and hit.cue.group in ("say", "belief"):
                return k
            if any(h.at == k for h in s.cues) and k > hit.last + 1 or s.is_(k, "auxiliary"):
                return None
        elif any(h.form == k and h.cue.group != "weak" for h in s.cues) or s.language.lang == "ru" and is_verb(s, k):
            if s.low[k] != "знать":  # "хочет знать, обещал ли он"
                return None
        elif s.low[k] == ",":
            nxt = k + 1
            if s.low[k - 1] == "so" or s.low[k - 1] == "того" and not s.is_(k - 2, "preposition"):
                return None  # "so dass"; "в знак того, что"
            if s.is_(nxt, "complementizer") or s.is_(nxt, "question") and _asks(s, hit):
                return nxt
            if s.language.lang == "ru" and (s.low[nxt] == "как" and hit.cue.group == "say" or _whether(s, nxt)):
                return nxt
            if s.language.lang == "de" and s.is_(nxt + 1, "complementizer") and s.low[nxt] in ("und", "auch"):
                return nxt + 1
            if (s.is_(nxt, "subordinator") or s.language.lang == "ru") and not _apposition(s, k):
                return None
    return None


def _past_aside(s: Sentence, comma: int) -> int | None:
    """ "noted, for his part, | that C" (English)."""
    closed = next((k for k in range(comma + 2, min(comma + 8, len(s) - 1)) if s.low[k] == ","), None)
    return closed + 1 if closed and s.low[closed + 1] == "that" else None


def _whether(s: Sentence, first: int) -> bool:
    """ "придёт ли он", "не обещал ли он" (Russian)."""
    return s.low[first + 1 : first + 2] == ["ли"] or s.low[first] == "не" and s.low[first + 2 : first + 3] == ["ли"]


def _asks(s: Sentence, hit: Hit) -> bool:
    """Can the verb govern a question ("erklärte, warum")?"""
    return hit.cue.group in ("say", "belief") or hit.cue.group == "stance" and s.language.lang == "de"


def _relative(s: Sentence, hit: Hit, that: int) -> bool:
    """Does "that" belong to a noun ("wants policies that work") or stand for one ("said that is wrong")?"""
    if that == hit.last + 1:
        return s.is_(that + 1, "auxiliary")
    first = hit.last + 1
    circumstance = any(s.is_(first, c) for c in ("preposition", "weekday", "adverb")) or s.low[first] == ","
    return not circumstance and hit.cue.lemma not in s.language.words["addressed"]


def _apposition(s: Sentence, comma: int) -> bool:
    """Do the words after this comma end at another comma soon?"""
    return any(s.low[k] == "," for k in range(comma + 2, min(comma + 9, len(s))))


def _told(s: Sentence, hit: Hit) -> tuple[str, int] | None:
    """X told Y C, without "that"."""
    if hit.cue.lemma not in ("tell", "inform", "assure", "remind", "advise", "warn"):
        return None
    addressee = phrase_at(s, hit.last + 1)
    if addressee is None or addressee[1] >= s.body() - 2:
        return None
    start: int | None = addressee[1]
    if s.is_(start, "preposition") or s.is_(start, "coordinator"):
        start = _past_circumstance(s, start)
    if start is None or start >= s.body() - 2 or not has_verb(s, start):
        return None
    return "X told Y", start


def _bare_clause(s: Sentence, hit: Hit) -> tuple[str, int] | None:
    """X said C, without "that"; after a place or a day too."""
    if hit.cue.group not in ("say", "belief") or hit.cue.shape == "infinitive":
        return None
    start = hit.last + 1
    if start >= s.body() - 1 or not s.is_word(start) and s.low[start] not in "“\"'‘":
        return None
    speaks = hit.cue.lemma in ("say", "add", "write", "argue", "claim", "insist", "tweet")
    if s.low[hit.at - 1 : hit.at] == [","] and _closes_behind(s, hit):
        return None
    speaker = before_verb(s, hit.at)
    if speaker is None and hit.cue.shape != "ing" or speaker and s.low[speaker[0] - 1 : speaker[0]] == ["what"]:
        return None
    if s.low[start] != "there" and any(s.is_(start, c) for c in ("preposition", "weekday", "adverb")):
        place = _past_circumstance(s, start) if speaks else None
        if place is None or s.is_(place, "preposition"):
            return None
        start = place
    if s.is_(start, "subordinator") or s.is_(start, "coordinator") or s.low[start].endswith("ing"):
        return None
    if has_verb(s, start) and (speaks or _begins_clause(s, start)):
        return "X believes C" if hit.cue.group == "belief" else "X said C", start
    return None


def _closes_behind(s: Sentence, hit: Hit) -> bool:
    """ "C, says Anton Ferl, who ...": the subject stands behind the verb."""
    phrase = phrase_at(s, hit.last + 1) if hit.cue.lemma in s.language.words["inverted"] else None
    named = phrase and any(s.capital(k) for k in range(*phrase))
    return bool(named) and (phrase[1] >= s.body() or s.low[phrase[1]] == ",")


def _begins_clause(s: Sentence, start: int) -> bool:
    """Does a short noun phrase with a helper verb or a pronoun begin here?"""
    if s.is_(start, "pronoun") and not s.is_(start, "determiner"):
        return s.low[start] not in ("who", "one", "another")
    phrase = phrase_at(s, start)
    return phrase is not None and (
        s.is_(phrase[1], "auxiliary") or phrase[1] < len(s) and s.low[phrase[1]].endswith("n't")
    )


def _past_circumstance(s: Sentence, start: int) -> int | None:
    """Behind "on Monday", "in a statement", "to reporters"."""
    for k in range(start, min(start + 10, s.body() - 2)):
        if s.low[k] in MARKS:
            return k + 1 if s.low[k] == "," and k > start else None
        if (s.is_(k, "weekday") or s.is_(k, "occasion")) and not s.is_(k + 1, "preposition"):
            if s.is_(k + 1, "occasion") or s.is_(k + 1, "weekday") or s.low[k + 1] == "that":
                continue
            return k + 2 if s.low[k + 1] == "," else k + 1
    return None


def subjunctive_clause(s: Sentence, memory: Memory) -> Iterator[Said]:
    """X sagte, C with a verb in the subjunctive; X kündigte an, ... zu tun (German)."""
    for hit in s.cues:
        if "man" in s.low[:2] and any(s.is_(k, "conditional") for k in range(min(hit.at + 1, 3))):
            continue  # "Man würde es begrüßen, wenn ...": goes on
        for k in range(hit.last + 1, min(hit.last + 30, s.body() - 1)):
            if s.low[k] in ":;" or s.quote[k] is not None:
                break
            if s.low[k] != ",":
                continue
            rest = range(k + 1, s.body())
            if s.is_(k + 1, "complementizer"):
                break
            stop = content_end(s, k + 1)
            sure = any(subjunctive(s, j) for j in rest)
            maybe = any(s.is_(j, "conditional") for j in rest)
            relative = s.is_(k + 1, "determiner") and s.is_(stop - 1, "auxiliary")
            conditional = s.is_(k + 1, "subordinator") and s.low[k + 1] not in ("wie", "bis") or s.low[k + 1] == "um"
            if (
                sure
                and not (conditional and not _second_clause(s, k))
                or maybe
                and not hit.passive
                and not relative
                and not conditional
                and hit.cue.group != "weak"
            ):
                if said := say(s, hit, [(k + 1, stop)], "X sagte, Konjunktiv", memory):
                    said.outer = True  # "er denke, dass ..."
                    yield said
                break
            if hit.cue.group != "weak" and not conditional and not hit.passive and _infinitive(s, k + 1, stop):
                if said := say(s, hit, [(k + 1, stop)], "X kündigte an, zu", memory):
                    yield said
                break


def noun_clause(s: Sentence, memory: Memory) -> Iterator[Said]:
    """The claim that C; die Forderung, dass C; mit dem Vorwurf, C sei; der Appell, ... zu tun; мнение о том, что C."""
    nouns, lang = s.language.frame("noun"), s.language.lang
    for k in [k for k, low in enumerate(s.low) if low in nouns]:
        first = _behind_noun(s, k)
        if first is None or lang == "de" and not s.capital(k):
            continue
        stop = content_end(s, first)
        if not s.is_(first, "complementizer"):
            stop = next((j for j in range(first + 3, s.body()) if s.low[j] == ","), s.body())
            opens = any(s.is_(first, c) for c in ("subordinator", "relative", "question"))
            if opens or not (_infinitive(s, first, stop) or any(subjunctive(s, j) for j in range(first, stop))):
                continue
        part = trim(s, first, stop)
        if part and part[1] - part[0] >= 3:
            place = _of_noun(s, k)
            yield Said([s.span(*part)], kind_of(s, *part), "noun, C", place, s.span(k, k + 1))


def _behind_noun(s: Sentence, k: int) -> int | None:
    """Where the clause of a noun may begin."""
    if s.language.lang == "en":
        return k + 1 if s.low[k + 1 : k + 2] == ["that"] and not s.is_(k + 2, "auxiliary") else None
    if s.language.lang == "ru":
        j = k + 3 if s.low[k + 1 : k + 3] in (["о", "том"], ["в", "том"]) else k + 1
        return j + 1 if s.low[j : j + 1] == [","] and s.is_(j + 1, "complementizer") else None
    return k + 2 if s.low[k + 1 : k + 2] == [","] else None


def _of_noun(s: Sentence, k: int) -> Place | None:
    """Whose claim it is: the possessive before the noun, else who acts in the sentence."""
    if s.language.lang == "en":
        owner = next(
            (j for j in range(k - 1, max(-1, k - 4), -1) if s.word[j].endswith(("'s", "’s", "s'", "s’"))), None
        )
        if owner is not None:
            full = owner > 0 and s.capital(owner - 1) and s.is_word(owner - 1)
            return s.span(owner - 1 if full else owner, owner + 1)
    phrase = _name_at_head(s) if s.language.lang == "en" else phrase_at(s, 0)
    if phrase is None or phrase[1] > k or s.quote[0] is not None:
        return None
    german = s.language.lang == "de" and s.is_word(phrase[1]) and not s.capital(phrase[1]) and not s.is_(0, "adverb")
    return s.span(*phrase) if german or is_actor(s, phrase) else None


def _name_at_head(s: Sentence) -> Phrase | None:
    """The capitalised words with which the sentence begins."""
    last = next((k for k in range(len(s)) if not (s.is_word(k) and s.capital(k))), len(s))
    return (0, last) if last else None


def _second_clause(s: Sentence, comma: int) -> bool:
    return any(s.low[k] == "," for k in range(comma + 2, s.body()))


def _infinitive(s: Sentence, first: int, last: int) -> bool:
    """ "..., die Gespräche fortzusetzen", "..., mehr zu tun", and no finite verb."""
    if any(
        s.is_(k, "auxiliary") and s.low[k - 1] != "zu" and s.low[k + 1 : k + 2] != ["zu"]
        for k in range(first, min(last, first + 14))
    ):
        return False
    for k in range(first, min(last, first + 40)):
        if s.low[k] == "zu" and k + 1 < last and s.low[k + 1].endswith("n") and not s.capital(k + 1):
            return True
        joined = any(s.low[k].startswith(particle + "zu") for particle in s.language.words["particle"])
        if joined and s.low[k].endswith(("en", "ln", "rn")) and not s.capital(k):  # "fortzusetzen"
            return True
    return False


def after_colon(s: Sentence, memory: Memory) -> Iterator[Said]:
    """X sagte: C without quotation marks."""
    for hit in s.cues:
        colon = next((k for k in range(hit.last + 1, min(hit.last + 12, s.body() - 2)) if s.low[k] == ":"), None)
        if colon is None or hit.cue.group == "weak" or s.quote[colon + 1] is not None or hit.passive:
            continue
        if (
            s.low[colon + 1] in '"„“«»'
            or s.body() - colon < (3 if s.language.lang == "ru" else 4)
            or s.low[colon + 1].isdigit()
        ):
            continue
        if s.language.lang == "de" and not any(subjunctive(s, k) for k in range(colon, s.body())):
            continue
        if s.language.lang == "ru" and hit.cue.group not in ("say", "belief"):
            continue
        if s.language.lang == "en" and (
            hit.cue.group != "say" or colon > hit.last + 2 or not is_actor(s, subject(s, hit))
        ):
            continue
        before = [(0, hit.at - 1)] if _ends_clause(s, hit, colon) else []
        if said := say(s, hit, [*before, (colon + 1, s.body())], "C, said X" if before else "X said: C", memory):
            yield said
            return


def _ends_clause(s: Sentence, hit: Hit, colon: int) -> bool:
    """C, полагает X: C. Does the verb, with only its subject before the colon, stand behind a clause (Russian)?"""
    if s.language.lang != "ru" or hit.at < 4 or s.low[hit.at - 1] != ",":
        return False
    speaker = after_verb(s, hit.last)
    return speaker is not None and speaker[1] == colon and any(is_verb(s, k) for k in range(hit.at - 1))
