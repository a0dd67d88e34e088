"""Paper: the receipt as PDF/A. Pure: no framework, no database. Texts arrive in Persian words and digits."""
