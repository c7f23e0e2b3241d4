"""What the reader may have meant: missing spaces, wrong letters, and how it is written with its marks."""

from string import ascii_lowercase

from django.db.models import Case, IntegerField, When

from portal.core.text import fold

from .engines.postgres import quote_token
from .models import Entry, Word
from .query import Terms

# A syllable is at most seven letters long; what is longer may be several written together.
LONGEST_SYLLABLE = 7
MAX_SPLIT = 24


def did_you_mean(terms: Terms) -> str:
    """The same query with its unknown words mended, or an empty string when nothing better is known."""
    if not terms:
        return ""
    known = dict(Word.objects.filter(token__in=terms.required).values_list("token", "entries"))
    words: list[str] = []
    changed = False
    for word in terms.required:
        mended = word if word in known or word.isdigit() else _split(word) or _nearest(word)
        changed |= mended != word
        words += (mended or word).split()
    return written(words) if changed else ""


def _split(word: str) -> str:
    """Syllables written together, apart: `tuyenquang` → `tuyen quang`."""
    if not LONGEST_SYLLABLE < len(word) + 2 <= MAX_SPLIT + 2:
        return ""
    cuts = [(word[:at], word[at:]) for at in range(2, len(word) - 1)]
    pairs = {f"{first}_{second}": f"{first} {second}" for first, second in cuts}
    found = Word.objects.filter(token__in=list(pairs)).order_by("-entries").first()
    return pairs[found.token] if found else ""


def _nearest(word: str) -> str:
    """The commonest known syllable that is one slip away: a letter wrong, missing, too many or swapped."""
    if not 2 < len(word) <= LONGEST_SYLLABLE + 1:
        return ""
    cuts = [(word[:at], word[at:]) for at in range(len(word) + 1)]
    slips = {first + rest[1:] for first, rest in cuts if rest}
    slips |= {first + rest[1] + rest[0] + rest[2:] for first, rest in cuts if len(rest) > 1}
    slips |= {first + letter + rest[1:] for first, rest in cuts if rest for letter in ascii_lowercase}
    slips |= {first + letter + rest for first, rest in cuts for letter in ascii_lowercase}
    found = Word.objects.filter(token__in=slips).order_by("-entries").first()
    return found.token if found else ""


def written(words: list[str]) -> str:
    """Folded syllables with the marks they most often carry next to each other."""
    tokens = [f"{first}_{second}" for first, second in zip(words, words[1:], strict=False)] + words
    forms = dict(Word.objects.filter(token__in=tokens).exclude(written="").values_list("token", "written"))
    result: list[str] = []
    index = 0
    while index < len(words):
        pair = forms.get("_".join(words[index : index + 2])) if index + 1 < len(words) else None
        if pair:
            result += pair.split()
            index += 2
        else:
            result.append(forms.get(words[index], words[index]))
            index += 1
    return " ".join(result)


def titles_beginning(typed: str, unit_id: int | None, limit: int = 8) -> list[str]:
    """Titles that hold all words typed so far, the last one perhaps unfinished; the own unit's first."""
    words = fold(typed).split()[:8]
    if not words or len(words[-1]) < 2 and len(words) == 1:
        return []
    tsquery = " & ".join([f"{quote_token(word)}:A" for word in words[:-1]] + [f"{quote_token(words[-1])}:*A"])
    found = (
        Entry.objects.filter(part=0)
        .extra(where=["vector @@ %s::tsquery"], params=[tsquery])  # noqa: S610
        .annotate(elsewhere=Case(When(unit=unit_id, then=0), default=1, output_field=IntegerField()))
        .order_by("elsewhere", "-date")
    )
    return list(dict.fromkeys(found.values_list("title", flat=True)[: limit * 4]))[:limit]
