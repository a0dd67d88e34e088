"""Addresses that machines call, or send browsers back to: receipts of providers, returns from banks. A secret word in
the address stands for a login."""
