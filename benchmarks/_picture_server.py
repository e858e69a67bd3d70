"""The upstream of benchmarks/media.py: pictures over HTTP at hardly any cost.

`python -m benchmarks._picture_server SOCKET_FD COUNT` serves COUNT different JPEGs of
about 60 KB under `/t/p/original/{n}.jpg` on a listening socket, until its input ends.
"""

import asyncio
import io
import socket
import sys
from functools import cache

from PIL import Image

SIZE = (533, 800)
QUALITY = 55
_DRAWN = 20


@cache
def _drawn(number: int) -> bytes:
    """Return a JPEG of about 60 KB: soft shapes with some grain."""
    noise = Image.effect_noise((SIZE[0] // 4, SIZE[1] // 4), 40 + number)
    grey = noise.resize(SIZE, Image.Resampling.BICUBIC)
    grain = Image.effect_noise(SIZE, 12)
    picture = Image.merge("RGB", (grey, Image.blend(grey, grain, 0.2), grain))
    file = io.BytesIO()
    picture.save(file, "JPEG", quality=QUALITY)
    return file.getvalue()


def picture(number: int) -> bytes:
    """Return the bytes of a picture; no two are the same.

    They differ in the JFIF header's pixel density, which stays when metadata goes.
    """
    body = bytearray(_drawn(number % _DRAWN))
    body[14:18] = (number + 1).to_bytes(4, "big")
    return bytes(body)


class _Server(asyncio.Protocol):
    """Answers each request on a connection, one after the other."""

    def __init__(self, count: int) -> None:
        self._count = count
        self._read = b""

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Remember where answers go."""
        assert isinstance(transport, asyncio.Transport)
        self._transport = transport

    def data_received(self, data: bytes) -> None:
        """Answer what was asked completely."""
        self._read += data
        while b"\r\n\r\n" in self._read:
            head, _, self._read = self._read.partition(b"\r\n\r\n")
            path = head.split(b" ", 2)[1]
            number = int(path.rpartition(b"/")[2].partition(b".")[0])
            body = picture(number % self._count)
            length = str(len(body)).encode()
            self._transport.write(
                b"HTTP/1.1 200 OK\r\ncontent-type: image/jpeg\r\ncontent-length: "
                + length
                + b"\r\n\r\n"
                + body
            )


async def _serve(listening: socket.socket, count: int) -> None:
    loop = asyncio.get_running_loop()
    server = await loop.create_server(lambda: _Server(count), sock=listening)
    async with server:
        await asyncio.to_thread(sys.stdin.buffer.read)


def main() -> None:
    """Serve until the input ends."""
    descriptor, count = (int(word) for word in sys.argv[1:])
    for number in range(_DRAWN):
        _drawn(number)
    asyncio.run(_serve(socket.socket(fileno=descriptor), count))


if __name__ == "__main__":
    main()
