"""Video: what comes in over SRT becomes segments, which are shown, kept and proved.

What each module is for stands in livestream's README.
"""
