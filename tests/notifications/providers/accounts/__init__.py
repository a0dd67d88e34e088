"""One file for each provider: how an account of it is built against its simulator, and its golden files."""
