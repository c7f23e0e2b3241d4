"""The WSGI entry point; production settings unless DJANGO_SETTINGS_MODULE says otherwise."""

import gc
import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "portal.settings.base")
application = get_wsgi_application()
# What is there now stays: the collector need not look through it again, nor workers copy its pages by doing so.
gc.collect()
gc.freeze()
