"""What reaches those who listen: the hub, sockets and streams."""
