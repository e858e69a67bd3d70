"""TMDb: the client (`client`) and the shapes of its answers (`wire`)."""
