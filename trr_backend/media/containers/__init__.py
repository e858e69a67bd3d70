"""Pictures without what tells of people: metadata is cut out, no pixel is decoded."""
