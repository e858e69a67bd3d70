"""What an id of IMDb looks like; the one place that says it."""

import re

# Seven digits, zeros in front, since 1990; eight since 2019. Room is left for more.
IMDB_TITLE_ID = re.compile(r"tt[0-9]{7,10}")
