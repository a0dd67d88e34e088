"""Public pages: home, services, guides, login, certificate check."""
