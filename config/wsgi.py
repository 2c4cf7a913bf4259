import gc
import os

from django.core.wsgi import get_wsgi_application
from django.urls import get_resolver

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")

application = get_wsgi_application()
# Loaded for good, and every page with it: a full collection that looked through all of it again would take a tenth of a
# second out of somebody's request.
get_resolver().url_patterns  # noqa: B018
gc.collect()
gc.freeze()
