"""Nothing but Django, its database and the floor's views: no middleware, no templates."""

from config.settings.demo import *  # noqa: F403
from config.settings.demo import INSTALLED_APPS

INSTALLED_APPS = [app for app in INSTALLED_APPS if not app.startswith("allauth")]
MIDDLEWARE = []
ROOT_URLCONF = "benchmarks.floor_urls"
