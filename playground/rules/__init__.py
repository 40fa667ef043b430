"""What Discord refuses, written from its documentation and from nothing else.

Each file states the limits of one documented object as a table of fields, followed by the rules
that span fields. `forms.py` is the language those tables are written in. The bot's own limits are
not consulted: one mistake must not hide in both.
"""
