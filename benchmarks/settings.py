"""The demo as ./run serves it, and a header that says how many statements a page asked."""

from config.settings.demo import *  # noqa: F403
from config.settings.demo import MIDDLEWARE

MIDDLEWARE = ["benchmarks.counting.statements", *MIDDLEWARE]
