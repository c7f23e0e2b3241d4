"""The body blocks of pages."""

from .body import BodyBlock

__all__ = ["BodyBlock"]
