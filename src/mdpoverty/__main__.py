"""Run the command line: as `mdpoverty`, or as `python -m mdpoverty`."""

import signal

# Until the program hears interrupts itself one ends it without a word: Python would show where it
# was. Nothing is begun by then.
if signal.getsignal(signal.SIGINT) is signal.default_int_handler:
    signal.signal(signal.SIGINT, signal.SIG_DFL)

from mdpoverty.cli import main  # once that is so

if __name__ == "__main__":
    main()
