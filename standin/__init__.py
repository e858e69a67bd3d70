"""An upstream to develop against: answers like TMDb and IMDb from a folder."""
