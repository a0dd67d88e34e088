"""The demo as ./run serves it, with the smallest proof of work: that is the browser's to do, and none stands here."""

from config.settings.demo import *  # noqa: F403

CAPTCHA_COST = 1
