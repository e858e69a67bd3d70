"""Bytes become checked, hashed pictures in the object store."""
