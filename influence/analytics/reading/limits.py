"""How much of a file is read. LinkedIn's own exports stay far below: a year of days, fifty posts (linkedin-api.md §10.4)."""

MOST_BYTES = 20_000_000
MOST_UNPACKED = 200_000_000
MOST_ENTRIES = 500
# XML packs well; a real sheet of figures stays below a hundred to one.
MOST_RATIO = 200
MOST_ROWS = 200_000
MOST_CELLS_A_ROW = 200
MOST_CELLS = 2_500_000
MOST_SHEETS = 30
MOST_FIGURES = 120_000
# Problems and sample rows that are told one by one; everything is counted.
MOST_PROBLEMS = 300
SAMPLE = 5
SECONDS = 150
MEMORY = 1_200 * 1024 * 1024
