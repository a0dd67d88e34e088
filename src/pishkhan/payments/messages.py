"""Messages of payments."""
