"""Which language a text is in, among those that a site speaks: by its small words, or by a model in the worker."""

import re
from collections.abc import Sequence
from functools import cache
from typing import Any

from search.vocabulary import ENGLISH

SMALL_WORDS = {
    "da": "og i jeg det er ikke på til der med har hvad hvordan min kan",
    "de": "der die das und ist nicht ich ein eine mit auf wie mein kann für wird bei seit warum",
    "en": "the and is not i a an with on how my can for it to of does do what why when",
    "es": "el la los y es no yo un una con en cómo mi puedo para qué por se me",
    "fi": "ja on ei en se että miten mikä minun kun voi ole jos niin",
    "fr": "le la les et est pas je un une avec sur comment mon ma peux pour que des du ne",
    "it": "il lo la gli e è non io un una con su come mio posso per che di mi si",
    "nl": "de het een en is niet ik met op hoe mijn kan voor van dat wat waarom bij",
    "no": "og i jeg det er ikke på til der med har hva hvordan min kan",
    "pt": "o a os e é não eu um uma com em como meu minha posso para que do da se",
    "ru": "и в не на я что как это мой с по для у есть почему",
    "sv": "och i jag det är inte på till med har vad hur min kan för",
}
LONGEST = 1_000
_WORD = re.compile(r"[^\W\d_]+")


def guess(text: str, among: Sequence[str]) -> str:
    """The language whose small words are the most of a text's; the first of `among` where that is nobody's.

    For a few typed words, and where nothing heavy may be loaded.
    """
    if len(among) < 2:
        return among[0] if among else ENGLISH
    said = _WORD.findall(text[:LONGEST].lower())
    counts = {lang: sum(word in _small(lang) for word in said) for lang in among}
    return max(among, key=lambda lang: counts[lang])


@cache
def _small(lang: str) -> frozenset[str]:
    return frozenset(SMALL_WORDS.get(lang, "").split())


def detect(text: str, among: Sequence[str]) -> str:
    """The most likely language of a text by a trained model, which only the worker loads."""
    if len(among) < 2 or not text.strip():
        return among[0] if among else ENGLISH
    found = str(_model(tuple(among)).classify(text[:LONGEST])[0])
    return found if found in among else among[0]


@cache
def _model(among: tuple[str, ...]) -> Any:
    from py3langid.langid import MODEL_FILE, LanguageIdentifier

    model = LanguageIdentifier.from_model_file(MODEL_FILE)
    model.set_languages([*among])
    return model
