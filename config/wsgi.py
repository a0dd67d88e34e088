"""The WSGI entry for granian."""

import gc
import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings.production")
application = get_wsgi_application()

# What was loaded to serve pages lives as long as the process; searching it for rubbish again and again is wasted.
gc.collect()
gc.freeze()
