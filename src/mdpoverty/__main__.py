"""Run the command line as `python -m mdpoverty`."""

from mdpoverty.cli import main

main()
