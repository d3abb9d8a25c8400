"""What the program's exit codes mean."""

from __future__ import annotations

SUCCESS = 0
GATE = 1  # what a gate asks about is so: --strict, --exit-code, `standards check`
USAGE = 2  # the command line, a threshold file or a column map cannot be used
DATA = 3  # a survey cannot be used as it is, or the output cannot be written
PARTIAL = 4  # of several surveys some were written, and others failed
DEFECT = 70  # of the program
INTERRUPTED = 130
