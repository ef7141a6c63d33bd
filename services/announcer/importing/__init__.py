"""From a file in the official layout to a draft that a person reviews; nothing here does IO.

Bytes become text (``reading``), text becomes parts (``parts``), parts become a draft with its
repairs and doubts (``draft``), a draft beside the programme in force becomes a difference
(``difference``). Every character of the text stands in exactly one part.
"""
