"""What a student sees: services, drafts, requests, notices."""
