"""Places as one number: Morton codes, and the ranges of codes that cover a circle.

A code interleaves 26 bits of latitude with 26 of longitude, exact in a float.
"""

import math

BITS = 26
KM_PER_DEGREE = 111.195
MASKS = (
    (32, 0x00000000FFFFFFFF),
    (16, 0x0000FFFF0000FFFF),
    (8, 0x00FF00FF00FF00FF),
    (4, 0x0F0F0F0F0F0F0F0F),
    (2, 0x3333333333333333),
    (1, 0x5555555555555555),
)


def morton(lat: float, lng: float) -> float:
    return float(_interleave(_cell(lat, 90), _cell(lng, 180)))


def _cell(degrees: float, half: int) -> int:
    top = (1 << BITS) - 1
    return min(max(int((degrees + half) / (2 * half) * top), 0), top)


def _interleave(lat: int, lng: int) -> int:
    return _spread(lat) << 1 | _spread(lng)


def _spread(x: int) -> int:
    for shift, mask in MASKS:
        x = (x | x << shift) & mask
    return x


def covering(lat: float, lng: float, km: float) -> list[tuple[float, float]]:
    """Inclusive ranges of codes that hold every point within `km`: up to nine cells, merged."""
    high = min(90.0, abs(lat) + km / KM_PER_DEGREE)
    d_lat = km / KM_PER_DEGREE
    d_lng = km / (KM_PER_DEGREE * max(math.cos(math.radians(high)), 1e-6))
    bits = BITS
    while bits > 0 and (180 / (1 << bits) < d_lat or 360 / (1 << bits) < d_lng):
        bits -= 1
    if bits <= 1:
        return [(0.0, float((1 << 2 * BITS) - 1))]
    shift, side = BITS - bits, 1 << bits
    row, column = _cell(lat, 90) >> shift, _cell(lng, 180) >> shift
    rows = [r for r in (row - 1, row, row + 1) if 0 <= r < side]
    # the date line is no border: columns wrap
    columns = {c % side for c in (column - 1, column, column + 1)}
    starts = sorted(_interleave(r << shift, c << shift) for r in rows for c in columns)
    return _merged([(start, start + (1 << 2 * shift) - 1) for start in starts])


def _merged(ranges: list[tuple[int, int]]) -> list[tuple[float, float]]:
    merged = [ranges[0]]
    for start, end in ranges[1:]:
        if start == merged[-1][1] + 1:
            merged[-1] = (merged[-1][0], end)
        else:
            merged.append((start, end))
    return [(float(start), float(end)) for start, end in merged]
