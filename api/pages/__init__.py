"""The pages for people: plain HTML, made here, without scripts.

Whatever comes from data passes through `escape`; the stylesheets are part of the page
and named by their digests in its policy, so nothing else may style it or run in it.
"""
