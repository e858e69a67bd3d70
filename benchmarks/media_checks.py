"""CPU of checking a picture: a bare decode, and ours with all that is told of it.

Both run in this process, on the same bytes, one picture after the other, in turns. The
pictures are drawn: clouds of colour with grain, which JPEG makes as large as
photographs. The fastest round of each is shown: a decode of a millisecond is so short
that all above it is the work of whatever else the machine does.

    python -m benchmarks.media_checks [--rounds 40] [--pictures 20]

bare     Image.open(...).load() of Pillow
ours     metadata cut out, header checked, decoded, hashed; main colour, ThumbHash,
         perceptual hash
"""

import argparse
import io
import random
import time
from collections.abc import Callable, Sequence

from PIL import Image

from trr_backend.media.containers.strip import without_metadata
from trr_backend.media.inspect import inspect

# What a source sends: posters, backdrops, stills, photos and logos.
POSTER, STILL, PHOTO, LOGO = (500, 750), (780, 439), (421, 632), (500, 250)
GRAIN = 0.2


def drawn(size: tuple[int, int], seed: int, grain: float) -> Image.Image:
    """Return clouds of colour; `grain` says how many bytes they become."""
    chance = random.Random(seed)
    picture = Image.new("RGB", size)
    for side, part in ((6, 1.0), (40, 0.4), (250, grain)):
        noise = Image.frombytes("RGB", (side, side), chance.randbytes(3 * side * side))
        picture = Image.blend(
            picture, noise.resize(size, Image.Resampling.BICUBIC), part
        )
    return picture


def encoded(picture: Image.Image, kind: str, **options: int) -> bytes:
    """Return the picture in one of Pillow's formats."""
    file = io.BytesIO()
    picture.save(file, kind, **options)
    return file.getvalue()


def posters(count: int) -> list[bytes]:
    """Return JPEGs of some 60 KB, as TMDb sends posters and stills."""
    return [
        encoded(drawn((POSTER, STILL)[seed % 2], seed, GRAIN), "JPEG", quality=75)
        for seed in range(count)
    ]


def mixture(count: int) -> list[bytes]:
    """Return pictures of all formats, sizes and kinds."""
    made = []
    for seed in range(count):
        photo, logo = drawn(PHOTO, seed, GRAIN), drawn(LOGO, seed, 0.02)
        logo.putalpha(logo.getchannel("R").point(lambda level: 2 * level - 128))
        made += [
            encoded(drawn(POSTER, seed, GRAIN), "JPEG", quality=75),
            encoded(photo, "JPEG", quality=90, progressive=True),
            encoded(logo, "PNG"),
            encoded(drawn(STILL, seed, GRAIN), "WEBP"),
            encoded(photo, "AVIF", speed=10),
        ]
    return made[:count]


def bare(body: bytes) -> None:
    """Decode and do nothing else."""
    with Image.open(io.BytesIO(body)) as picture:
        picture.load()


def ours(body: bytes) -> None:
    """Do what `media.mirror.check` does, without its process."""
    inspect(without_metadata(body))


def cost(way: Callable[[bytes], None], bodies: Sequence[bytes]) -> float:
    """Return CPU seconds of all of them."""
    began = time.process_time()
    for body in bodies:
        way(body)
    return time.process_time() - began


def measure(name: str, bodies: Sequence[bytes], rounds: int) -> None:
    """Print what a picture costs each way, and the ratio."""
    floors, costs = [], []
    for _ in range(rounds):
        floors.append(cost(bare, bodies))
        costs.append(cost(ours, bodies))
    size = sum(map(len, bodies)) / len(bodies) / 1000
    floor, found = (min(of) / len(bodies) * 1000 for of in (floors, costs))
    print(f"{name:12}{size:8.0f}{floor:10.2f}{found:10.2f}{found / floor:8.2f}")


def main() -> None:
    """Read the options and measure."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--rounds", type=int, default=40)
    parser.add_argument("--pictures", type=int, default=20)
    options = parser.parse_args()
    print(f"{'':12}{'KB':>8}{'bare ms':>10}{'ours ms':>10}{'ratio':>8}")
    for name, make in (("JPEG", posters), ("mixture", mixture)):
        measure(name, make(options.pictures), options.rounds)


if __name__ == "__main__":
    main()
