"""What the demo has made once, so that it never makes it again."""

from django.db import models


class DemoItem(models.Model):
    """A thing the demo made, by its key in the content files.

    Written in the transaction of the thing itself. What an editor changed or deleted stays so: the key is
    here, and the demo passes it by.
    """

    key = models.CharField(max_length=200, unique=True)
    made_at = models.DateTimeField(auto_now_add=True)

    def __str__(self) -> str:
        return self.key
