"""Videos on other sites: which sites a unit may send its readers to."""

from urllib.parse import urlsplit

from django.conf import settings
from django.utils.translation import gettext as _


def why_not_video(url: str) -> str | None:
    """Why an address is not that of a video at a site the portal knows, as a sentence; None when it is one."""
    parts = urlsplit(url)
    hosts = settings.VIDEO_HOSTS
    if parts.scheme == "https" and not parts.username and (parts.hostname or "").removeprefix("www.") in hosts:
        return None
    return _("Chỉ nhận video bắt đầu bằng https:// ở: %(hosts)s.") % {"hosts": ", ".join(hosts)}
