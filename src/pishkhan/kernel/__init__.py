"""The kernel: what every room knows about Iranian data, and nothing about the university.

Pure Python: no framework, no clock except in `ids`, no network. A value that fails its rule raises
`errors.Invalid` with a code such as ``national_id.checksum``; the words for people belong to the rooms above.

- `digits`, `text`: folding of digits and letters; what is stored, searched and sorted by
- `national_id`, `legal_id`, `foreigner_code`, `phone`, `postal_code`, `iban`, `card`: parse, then show
- `money`, `numerals`: rials and amounts in words
- `jalali`: the Iranian calendar
- `ids`: time-ordered identifiers
"""
