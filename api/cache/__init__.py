"""Answers that are kept in the process until what they are made of changes."""
