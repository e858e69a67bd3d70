"""The Movie Database: its API and its pictures."""
