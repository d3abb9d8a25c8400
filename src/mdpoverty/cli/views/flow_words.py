"""What the lines of stock and flow are called."""

from __future__ import annotations

from mdpoverty.cli.views.words import HOUSEHOLDS, PERSONS
from mdpoverty.language.messages import Phrase

WORDS = {
    "households": HOUSEHOLDS,
    "persons": PERSONS,
    "start": Phrase("cli.flow-start", "at the start"),
    "to_near_poor": Phrase("cli.flow-to-near-poor", "to near-poor"),
    "to_non_poor": Phrase("cli.flow-to-non-poor", "above the line"),
    "to_non_poor_near_poor": Phrase("cli.flow-to-non-poor-near-poor", "above the line"),
    "to_poor": Phrase("cli.flow-to-poor", "to poor"),
    "other_exits": Phrase("cli.flow-other-exits", "other exits"),
    "from_near_poor": Phrase("cli.flow-from-near-poor", "from near-poor"),
    "from_poor": Phrase("cli.flow-from-poor", "from poor"),
    "fell_back": Phrase("cli.flow-fell-back", "fell back"),
    "fell_back_near_poor": Phrase("cli.flow-fell-back-near-poor", "fell back"),
    "newly_arisen": Phrase("cli.flow-newly-arisen", "newly arisen"),
    "other_entries": Phrase("cli.flow-other-entries", "other entries"),
    "end": Phrase("cli.flow-end", "at the end"),
    "gone": Phrase("cli.flow-gone", "gone"),
    "split": Phrase("cli.flow-split", "split"),
    "merged": Phrase("cli.flow-merged", "merged"),
    "moved_out": Phrase("cli.flow-moved-out", "moved out"),
    "became_undetermined": Phrase("cli.flow-became-undetermined", "became undetermined"),
    "fewer_persons": Phrase("cli.flow-fewer-persons", "fewer persons"),
    "new": Phrase("cli.flow-new", "new"),
    "split_off": Phrase("cli.flow-split-off", "split off"),
    "formed_by_merger": Phrase("cli.flow-formed-by-merger", "formed by a merger"),
    "moved_in": Phrase("cli.flow-moved-in", "moved in"),
    "was_undetermined": Phrase("cli.flow-was-undetermined", "was undetermined"),
    "more_persons": Phrase("cli.flow-more-persons", "more persons"),
}
