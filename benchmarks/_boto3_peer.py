"""The peer of benchmarks/media.py: fetch with urllib3, put with boto3, in 16 threads.

Run by the Python of `make bench-peers`: `_boto3_peer.py UPSTREAM ENDPOINT BUCKET COUNT`
prints wall and CPU seconds as JSON.
"""

import hashlib
import json
import sys
import time
from concurrent.futures import ThreadPoolExecutor

import boto3  # type: ignore[import-not-found,import-untyped,unused-ignore] # a peer's
import urllib3
from botocore.config import Config  # type: ignore[import-untyped] # it has no types

THREADS = 16


def main() -> None:
    """Fetch and put every picture once."""
    upstream, endpoint, bucket, count = sys.argv[1:]
    client = boto3.client(
        "s3",
        endpoint_url=endpoint,
        region_name="us-east-1",
        aws_access_key_id="WRITERKEY",
        aws_secret_access_key="writer-secret",
        config=Config(max_pool_connections=THREADS),
    )
    pool = urllib3.PoolManager(maxsize=THREADS)

    def mirror(number: int) -> None:
        body = pool.request("GET", f"{upstream}/original/{number}.jpg").data
        digest = hashlib.sha256(body).hexdigest()
        client.put_object(
            Bucket=bucket,
            Key=f"boto3/{digest}.jpg",
            Body=body,
            ContentType="image/jpeg",
            CacheControl="public, max-age=15552000, immutable",
        )

    wall, cpu = time.monotonic(), time.process_time()
    with ThreadPoolExecutor(THREADS) as executor:
        list(executor.map(mirror, range(int(count))))
    print(json.dumps([time.monotonic() - wall, time.process_time() - cpu]))


if __name__ == "__main__":
    main()
