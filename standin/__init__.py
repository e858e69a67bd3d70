"""An upstream to develop against: answers like TMDb from a folder."""
