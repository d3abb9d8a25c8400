"""The official forms of a review as workbooks that are filled in: what stands where, and in words.

Each folder is the form of one standard: its sheets, their columns in the order of the law with
what they are called in both languages, and answers that differ from those of the codebook.
"""
