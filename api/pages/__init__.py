"""The pages for people: plain HTML, made here, without scripts.

Whatever comes from data passes through `escape`; the stylesheet is part of the page and
named by its digest in the page's policy, so nothing else may style it or run in it.
"""
