"""What several test files share: invented actors, and statements of which only the speakers' words matter."""

import pandas as pd

from framing import attribute, read_actors

ACTORS = read_actors()

# an invented round of talks: nobody here exists
OWN = """actor,type,side,of,role,from,to,gender,guard,en,de,ru
Anna Hale,person,US,United States,special envoy,2031-01-20,,f,,Anna Hale,,Анна Хейл; Анны Хейл
Pavel Rudin,person,Russia,Russia,foreign minister,2030-05-01,2031-12-31,m,,Pavel Rudin; Pawel Rudin,,Павел* Рудин*
Ilya Samarin,person,Russia,Russia,foreign minister,2032-01-01,,m,,Ilya Samarin; Ilja Samarin,,Иль* Самарин*
Ben Grey,person,US,State Department,spokesperson,2031-01-20,,m,name,Ben Grey,,Бен* Грей
Fjodor Wenin,person,Europe,Germany,general,,2030-12-31,m,,Fjodor Wenin,,
Fjodor Wenin,person,other,NATO,general,2031-01-01,,,,,,
"""


def own_actors(folder):
    """The shipped actors with the invented ones."""
    path = folder / "own.csv"
    path.write_text(OWN, encoding="utf-8")
    return read_actors(path)


def statements(*speakers, lang="en", kind="direct", cue="said"):
    """A statement of an article `a` for each speaker (words, or words and kind), each ten characters long."""
    rows = []
    for n, speaker in enumerate(speakers):
        words, how = speaker if isinstance(speaker, tuple) else (speaker, kind)
        at = 100 * n
        place = (at + 20, at + 20 + len(words)) if words else (None, None)
        rows.append((f"a/s{n}", "a", f"a/{n}", lang, "x" * 10, at, at + 10, how, words, *place, cue, "test"))
    columns = "id article statement lang text start end kind speaker speaker_start speaker_end cue rule".split()
    return pd.DataFrame(rows, columns=columns).astype({"speaker_start": "Int64", "speaker_end": "Int64"})


def told(*speakers, lang="en", actors=ACTORS, texts=None, **more):
    """What `attribute` adds to those statements."""
    return list(attribute(statements(*speakers, lang=lang, **more), actors, texts).itertuples(index=False))


def voice(speaker, lang, actors=ACTORS):
    return told(speaker, lang=lang, actors=actors)[0].voice
