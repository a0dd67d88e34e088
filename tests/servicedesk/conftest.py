"""A signed-in browser, as the desk's own tests have it."""

from tests.web.desk.conftest import at as at
