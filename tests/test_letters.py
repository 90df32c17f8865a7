import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from framing._cleaning import letters
from framing._cleaning.letters import CODECS, decode, mend, mend_twins

RUSSIAN = "Послы говорили шесть часов, и обе стороны назвали встречу полезной. Ещё один день — в четверг."
GERMAN = "Die Gespräche dauerten sechs Stunden; beide Seiten nannten sie nützlich. „Wir müssen weiterreden.“"
ENGLISH = "The talks lasted six hours. “We have to go on,” the envoy said – and the other side’s envoy nodded."


@pytest.mark.parametrize("codec", ["cp1251", "koi8-r", "cp866", "iso8859-5", "mac-cyrillic", "utf-8", "utf-16"])
@pytest.mark.parametrize("shape", [str, str.upper, lambda t: t * 40])
def test_russian_bytes_are_read_in_any_encoding(codec, shape):
    text = shape(RUSSIAN).replace("—", "-")
    assert decode(text.encode(codec))[0] == text


@pytest.mark.parametrize("codec", ["cp1252", "mac-roman", "utf-8-sig", "utf-16-le", "utf-16-be"])
@pytest.mark.parametrize("text", [GERMAN, ENGLISH])
def test_german_and_english_bytes_are_read_in_any_encoding(codec, text):
    assert decode(text.encode(codec))[0] == text


@pytest.mark.parametrize("step", [1, 2, 3, 1000])
def test_the_first_byte_that_is_no_utf8_is_named_wherever_a_step_ends(step, monkeypatch):
    monkeypatch.setattr(letters, "STEP", step)
    assert decode("Straße, «ё»".encode()) == ("Straße, «ё»", "utf-8", "")
    raw = "ab«ё»".encode() + bytes(np.random.default_rng(0).integers(128, 256, 400, np.uint8))
    assert decode(raw)[1:] == ("", "no known encoding (byte 8 is 0xaf); save the file as UTF-8")


def test_bytes_that_are_no_text_are_told():
    text, codec, problem = decode(bytes(np.random.default_rng(0).integers(128, 256, 400, np.uint8)))
    assert codec == "" and "no known encoding" in problem and text


@pytest.mark.parametrize(
    ("meant", "read_as", "text"),
    [
        ("utf-8", "cp1252", GERMAN),
        ("utf-8", "latin-1", RUSSIAN),
        ("utf-8", "cp1251", RUSSIAN),
        ("cp1251", "koi8-r", RUSSIAN.replace("—", "-")),
        ("koi8-r", "cp1251", RUSSIAN.replace("—", "-")),
        ("cp1251", "latin-1", RUSSIAN),
        ("cp866", "cp1251", RUSSIAN.replace("—", "-")),
        ("cp1252", "cp1251", GERMAN),
    ],
)
def test_letters_that_were_read_wrongly_are_put_right(meant, read_as, text):
    raw = text.encode(meant)
    kept = "".join(bytes([b]).decode(read_as, errors="ignore") or chr(b) for b in raw)
    mended, how, lost = mend(kept)
    assert mended == text
    assert not lost
    assert how.startswith(meant)


def test_one_damaged_paragraph_is_mended_and_the_others_stay():
    damaged = GERMAN.replace("„", "").replace("“", "").encode().decode("cp1252")
    assert mend(f"{RUSSIAN}\n{damaged}")[0] == f"{RUSSIAN}\n" + GERMAN.replace("„", "").replace("“", "")


def test_letters_past_repair_are_told():
    assert mend("Переговоры \ufffd\ufffd\ufffd\ufffd\ufffd\ufffd\ufffd\ufffd \ufffd\ufffd\ufffd\ufffd\ufffd")[2]


@pytest.mark.parametrize("text", [RUSSIAN, GERMAN, ENGLISH, "Škoda, Ångström, Þór, £20, 5 °C, naïve, IT-компания"])
def test_sound_text_stays_as_it_is(text):
    assert mend(text) == (text, "", False)
    assert mend_twins(text) == (text, 0)


@given(st.text(max_size=200))
def test_mending_twice_is_mending_once_and_nothing_fails(text):
    once = mend(text)[0]
    assert isinstance(decode(text.encode("utf-16-le", "replace"))[0], str)
    assert mend_twins(mend_twins(once)[0]) == (mend_twins(once)[0], 0)


@given(st.binary(max_size=300))
def test_any_bytes_become_text(raw):
    text, codec, problem = decode(raw)
    assert isinstance(text, str)
    assert codec in {"", "utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", *CODECS}
    assert codec or problem


def test_twins_of_the_other_alphabet_are_put_right_only_where_all_have_one():
    assert mend_twins("Mосква, Lawrоw, вce, SMSка, COVIDный") == ("Москва, Lawrow, все, SMSка, COVIDный", 3)
