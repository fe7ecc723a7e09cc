"""``python -m bench.mutants``: do the tests of the rules notice small wrong changes in rules and book?

It imports nothing by itself: each process that tries a mutant imports this module before the rules.
"""

import sys

if __name__ == "__main__":
    from bench.mutant_hunt import main

    sys.exit(main(sys.argv[1:]))
