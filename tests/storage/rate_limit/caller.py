"""A process that calls so often: `python -m tests.storage.rate_limit.caller URL KEY TRIES MOST`."""

import asyncio
import sys

from handrail.storage.rate_limit import open_rate_limit


async def main(url: str, key: str, tries: int, per_minute: int) -> None:
    limit = open_rate_limit(url)
    print("ready", flush=True)
    sys.stdin.readline()
    allowed = 0
    for _ in range(tries // 10):
        verdicts = await asyncio.gather(*(limit.hit(key, per_minute) for _ in range(10)))
        allowed += sum(verdict.allowed for verdict in verdicts)
    print(allowed)
    await limit.close()


if __name__ == "__main__":
    asyncio.run(main(sys.argv[1], sys.argv[2], int(sys.argv[3]), int(sys.argv[4])))
