"""Who is one caller, by their address."""

import pytest

from handrail.core.network import caller_at


@pytest.mark.parametrize(
    ("address", "caller"),
    [
        ("192.0.2.1", "192.0.2.1"),
        ("2001:db8:1:2::1", "2001:db8:1:2::/64"),
        ("2001:0DB8:1:2:ffff:ffff:ffff:ffff", "2001:db8:1:2::/64"),
        ("2001:db8:1:3::1", "2001:db8:1:3::/64"),
        ("::ffff:192.0.2.1", "192.0.2.1"),
        ("fe80::1%eth0", "fe80::/64"),
        ("::1", "::/64"),
        ("", ""),
        ("testclient", "testclient"),
        ("/run/handrail.sock", "/run/handrail.sock"),
    ],
)
def test_whoever_has_a_network_to_themselves_is_one_caller(address: str, caller: str) -> None:
    assert caller_at(address) == caller
