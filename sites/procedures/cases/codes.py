"""The code of a case and the second fact that its holder knows.

A code has the form `V1V2V3.Z1Z2.Y1Y2.MX1X2-YYMMDD-XXXX` of TT 01/2018/TT-VPCP art. 19, but senders have others too, so
that any code of capital letters, figures and separators is taken if it has figures enough to be no word.

The second fact is four figures: the last ones of the telephone number or of the identity number on the receipt. Kept
is a keyed hash of them together with the code, so that neither equal facts nor a stolen table tell anything without
the key. A sender who does not want to hand the figures over sends `sha256(code + ":" + figures)` instead.
"""

import hashlib
import hmac
import re
from typing import Any

from django.conf import settings

from portal.core import text

CODE = re.compile(r"[A-Z0-9](?:[A-Z0-9./-]{4,38})[A-Z0-9]")
FEWEST_FIGURES = 4
_FIGURE = re.compile(r"[0-9]")
_DASHES = str.maketrans(dict.fromkeys("‐‑‒–—", "-"))
FACT = re.compile(r"[0-9]{4}")
HASHED_FACT = re.compile(r"[0-9a-f]{64}")


def clean_code(value: Any) -> str:
    """The code as it is stored: capitals, no blanks, a plain dash; empty for what cannot be a code."""
    code = "".join(text.normalise(str(value or "")).split()).translate(_DASHES).upper()
    return code if CODE.fullmatch(code) and len(_FIGURE.findall(code)) >= FEWEST_FIGURES else ""


def clean_fact(value: Any) -> str:
    """Four figures, or empty for anything else."""
    fact = "".join(str(value or "").split())
    return fact if FACT.fullmatch(fact) else ""


def hash_fact(code: str, fact: str) -> str:
    """What a sender may send in place of the four figures: 64 hexadecimal letters."""
    return hashlib.sha256(f"{code}:{fact}".encode()).hexdigest()


def keyed(hashed: str) -> bytes:
    """What is stored of a hashed fact: 32 bytes that say nothing without `CASE_FACT_KEY`."""
    return hmac.digest(settings.CASE_FACT_KEY.encode(), hashed.encode(), "sha256")


def stored_fact(code: str, fact: str) -> bytes:
    """What is stored of the four figures of a case."""
    return keyed(hash_fact(code, fact))
