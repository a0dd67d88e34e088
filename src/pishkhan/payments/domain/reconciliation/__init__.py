"""A bank's daily report: read, compared with our payments and the ledger, and worked off."""
