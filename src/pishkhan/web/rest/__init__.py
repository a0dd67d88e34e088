"""What other systems ask for: JSON under /api/v1/, by bearer tokens. No cookies, no pages."""
