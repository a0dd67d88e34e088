"""The visual vocabulary of every page: base templates, template tags, small templates, stylesheet, scripts.

Each template in `templates/components/` names the context it reads in a comment at its top;
`templatetags/pk.py` lists every tag and filter.
"""
