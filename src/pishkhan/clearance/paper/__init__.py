"""Paper: the signed clearance certificate and the filled form as PDF/A. Pure: no framework, no database.

`render` fills the two typst sheets, `signing` makes keys, signs and verifies, `code` is the number printed
for the public check page. Every text arrives already in words and digits of the page's language.
"""
