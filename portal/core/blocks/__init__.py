"""The body blocks of pages."""

from .body import BodyBlock, StreamBlock

__all__ = ["BodyBlock", "StreamBlock"]
