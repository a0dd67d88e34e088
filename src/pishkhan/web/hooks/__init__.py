"""Addresses that machines call: receipts of providers. A secret word in the address stands for a login."""
