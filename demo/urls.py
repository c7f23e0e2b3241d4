"""The portal's addresses and the kept mail: what the demo serves."""

from django.urls import include, path

# Error pages are named by module variables (handler404 …); they come along with the star.
from portal.urls import *  # noqa: F403
from portal.urls import urlpatterns as portal_urlpatterns

urlpatterns = [path("thu/", include("portal.mailbox.urls")), *portal_urlpatterns]
