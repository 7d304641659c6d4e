"""Network addresses, as far as they tell one caller from another."""

from ipaddress import IPv6Address, ip_address

ONE_CALLERS = 64
"""How much of an IPv6 address its network gives out: whoever has it chooses the rest at will."""


def caller_at(address: str) -> str:
    """What to count by for an address: an IPv4 address as it is, of IPv6 the /64 that one caller
    has to themselves. Text that is no address stays as it is."""
    try:
        parsed = ip_address(address)
    except ValueError:
        return address
    if not isinstance(parsed, IPv6Address):
        return str(parsed)
    if parsed.ipv4_mapped is not None:
        return str(parsed.ipv4_mapped)
    rest = parsed.max_prefixlen - ONE_CALLERS
    return f"{IPv6Address(int(parsed) >> rest << rest)}/{ONE_CALLERS}"
