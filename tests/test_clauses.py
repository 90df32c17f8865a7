"""Whose clause it is where a sentence is not in its plainest order. All sentences and people are invented."""

import pandas as pd
import pytest

from framing import find_statements

CASES = [
    # English
    ("en", "The U.S. rejected the plan.", [("the plan", "The U.S.")]),
    ("en", "Mr Hale noted, for his part, that it was late.", [("that it was late", "Mr Hale")]),
    ("en", "Mr Hale said Oslo let Moscow decide where they stand.",
     [("Oslo let Moscow decide where they stand", "Mr Hale")]),
    ("en", "By Moss’s account, the plan had failed.", [("the plan had failed", "Moss")]),
    ("en", "It was, in Mr Hale’s words, “a very long way down.”",
     [("It was", "Mr Hale"), ("“a very long way down.”", "Mr Hale")]),
    ("en", "The plan had failed, according to her.", [("The plan had failed", "her")]),
    ("en", "The tax should double, says analyst Kai Ferl, who has run a bank.",
     [("The tax should double", "analyst Kai Ferl")]),
    ("en", "A clerk who was not allowed to speak said the plan had failed.", [("the plan had failed", "A clerk")]),
    ("en", "OSLO (Agency) - Two senators said that the plan had failed.",
     [("that the plan had failed", "Two senators")]),
    ("en", "He knows that.", []),
    ("en", "As Oslo continues to wait, the plan is dead.", []),
    ("en", "Told of it, Anna Moss sighed. “It is a very long way,” read the note.",
     [("“It is a very long way,”", "the note")]),
    ("en", "Asked about it, Anna Moss sighed. “It is a very long way down.”",
     [("“It is a very long way down.”", "Anna Moss")]),
    ("en", "“No?” Hale began. “Yes,” Moss said.", [("“No?”", "Hale"), ("“Yes,”", "Moss")]),
    ("en", "“We did not-” Hale began.", [("“We did not-”", "Hale")]),
    ("en", "14:25 - “We are here and we work.” - Hale", [("“We are here and we work.”", "Hale")]),
    ("en", "The gate closed. “Somebody gave that order and nobody owned it.\n\nIt rained.", [
        ("“Somebody gave that order and nobody owned it.", None)]),
    ("en", "Kutsko rose. “I taught them all I knew.\n\n“We kept his chair,” Moss said.", [
        ("“I taught them all I knew.", None), ("“We kept his chair,”", "Moss")]),
    # German
    ("de", "Jeden Kompromiss weist Minister Ferl zurück.",
     [("Jeden Kompromiss weist Minister Ferl zurück.", "Minister Ferl")]),
    ("de", "Die Vorwürfe wies der Kreml zurück.", [("Die Vorwürfe wies der Kreml zurück.", "der Kreml")]),
    ("de", "Der Text sei kurz, ließ Anna Moos wissen.", [("Der Text sei kurz", "Anna Moos")]),
    ("de", "Anna Moos sagte, das sei falsch. Man würde es begrüßen, wenn Oslo käme.", [
        ("das sei falsch", "Anna Moos"), ("Man würde es begrüßen, wenn Oslo käme.", "Anna Moos")]),
    ("de", "Der Staatsanwalt stellte nach Abschluss der Ermittlungen den Antrag.", []),
    ("de", "3.538 Wagen wurden verkauft, so viele wie noch nie.", []),
    ("de", "Ferl habe ihr abgesagt, sagte Anna Moos.", [("Ferl habe ihr abgesagt", "Anna Moos")]),
    # Russian
    ("ru", "Антон Зорин назвал план «фарсом с гербом» и заявил, что уйдёт.", [
        ("план «фарсом с гербом»", "Антон Зорин"), ("что уйдёт", "Антон Зорин")]),
    ("ru", "Посол только что сообщил миру, что дверь открыта.", [("что дверь открыта", "Посол")]),
    ("ru", "В Кремле это назвали «странным камертоном перед концертом».", [
        ("это назвали", "Кремле"), ("«странным камертоном перед концертом»", "Кремле")]),
    ("ru", "Капитана обвиняют в шпионаже.", []),
    ("ru", "По словам Зорина, шестьсот человек, прибывших вчера, останутся.", [
        ("шестьсот человек, прибывших вчера, останутся", "Зорина")]),
    ("ru", "Известие может помочь, полагает эксперт Зорин: стороны готовы.", [
        ("Известие может помочь", "эксперт Зорин"), ("стороны готовы", "эксперт Зорин")]),
    ("ru", "Ограничения, настаивают там, — ответ на угрозу.", [("Ограничения", "там"), ("ответ на угрозу", "там")]),
    ("ru", "Антон Зорин хочет знать, не обещал ли посол денег.", [("не обещал ли посол денег", "Антон Зорин")]),
    ("ru", "«Мы заметили это давно», — сказал «Окну» посол.", [("«Мы заметили это давно»", "посол")]),
    ("ru", "Было рано.\n\n— Мы идём проливом. Отверните.\n\nПотом молчали.", [("Мы идём проливом. Отверните.", None)]),
    ("ru", "Итоги:\n\n— Рост цен на пять процентов.\n\n— Новые дороги в области.", []),
]  # fmt: skip


@pytest.mark.parametrize(("lang", "text", "expected"), CASES, ids=[text[:40] for _, text, _ in CASES])
def test_whose_clause_it_is(lang, text, expected):
    found = find_statements(pd.DataFrame({"id": ["a"], "lang": [lang], "text": [text]}))
    speakers = found["speaker"].astype(object).where(found["speaker"].notna(), None)
    assert list(zip(found["text"], speakers, strict=True)) == expected
