"""Nothing but Django, its database and the floor's views: no middleware, no templates."""

from config.settings.demo import *  # noqa: F403

MIDDLEWARE: list[str] = []
ROOT_URLCONF = "benchmarks.floor_urls"
