"""Markup of wikis, as HTML and as wikitext, made into lines of text and links.

Both libraries that read it, selectolax and mwparserfromhell, need quadratic time for
some inputs that a vandal can write: nothing reaches them that `limits` did not admit.
"""
