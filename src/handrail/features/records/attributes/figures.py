"""Numbers and sums of money as files write them."""

import re

GAPS = "['’ \u00a0\u2009\u202f]"
MINUS = "\u2212"
WAYS = tuple(
    (re.compile(pattern, re.ASCII), drop)
    for pattern, drop in (
        (r"[+-]?(\d+(\.\d*)?|\.\d+)([eE][+-]?\d{1,3})?", ""),  # 1234.5
        (r"[+-]?(?!0)\d{1,3}(,\d{2,3})*,\d{3}(\.\d*)?", ","),  # 1,234.5 and 12,34,567
        (rf"[+-]?(?!0)\d{{1,3}}({GAPS}\d{{3}})+([.,]\d*)?", GAPS),  # 1 234,5
        (r"[+-]?(?!0)\d{1,3}(\.\d{3})+,\d*", r"\."),  # 1.234,5
        (r"[+-]?(?!0)\d{1,3}(\.\d{3}){2,}", r"\."),  # 1.234.567
        (r"[+-]?\d+,(\d{1,2}|\d{4,})|[+-]?0,\d+", ""),  # 1234,5
    )
)
"""Ways to write a number, each with the signs to drop; the first that fits is meant.

`1,234` is a thousand and more, `1.234` is one and less than two: as most files mean them.
"""

CURRENCIES = frozenset(
    # ISO 4217, the currencies of countries and regions
    """AED AFN ALL AMD ANG AOA ARS AUD AWG AZN BAM BBD BDT BGN BHD BIF BMD BND BOB BRL BSD BTN BWP
    BYN BZD CAD CDF CHF CLP CNY COP CRC CUP CVE CZK DJF DKK DOP DZD EGP ERN ETB EUR FJD FKP GBP
    GEL GHS GIP GMD GNF GTQ GYD HKD HNL HTG HUF IDR ILS INR IQD IRR ISK JMD JOD JPY KES KGS KHR
    KMF KPW KRW KWD KYD KZT LAK LBP LKR LRD LSL LYD MAD MDL MGA MKD MMK MNT MOP MRU MUR MVR MWK
    MXN MYR MZN NAD NGN NIO NOK NPR NZD OMR PAB PEN PGK PHP PKR PLN PYG QAR RON RSD RUB RWF SAR
    SBD SCR SDG SEK SGD SHP SLE SOS SRD SSP STN SVC SYP SZL THB TJS TMT TND TOP TRY TTD TWD TZS
    UAH UGX USD UYU UZS VES VND VUV WST XAF XCD XCG XOF XPF YER ZAR ZMW ZWG""".split()
)
SIGNS = {
    "$": ("USD", "CAD", "AUD", "NZD", "MXN", "SGD", "HKD", "TWD", "ARS", "CLP", "COP"),
    "€": ("EUR",), "£": ("GBP", "EGP", "GIP", "FKP"), "¥": ("JPY", "CNY"), "₹": ("INR",),
    "₩": ("KRW",), "₽": ("RUB",), "₺": ("TRY",), "₪": ("ILS",), "฿": ("THB",), "₫": ("VND",),
    "₴": ("UAH",), "₦": ("NGN",), "₱": ("PHP",), "R$": ("BRL",), "US$": ("USD",),
    "C$": ("CAD",), "CA$": ("CAD",), "A$": ("AUD",), "AU$": ("AUD",), "NZ$": ("NZD",),
    "HK$": ("HKD",), "S$": ("SGD",), "MX$": ("MXN",), "zł": ("PLN",), "Kč": ("CZK",),
    "kr": ("SEK", "NOK", "DKK", "ISK"),
}  # fmt: skip
"""What a sign may stand for, the likeliest first."""
SIGN = f"{'|'.join(re.escape(sign) for sign in sorted(SIGNS, key=len, reverse=True))}|[A-Z]{{3}}"
BEFORE = re.compile(rf"([-+(]?)\s*({SIGN})\.?\s*(?=[-+\d.])")
AFTER = re.compile(rf"(?<=[\d.])\s*({SIGN})\.?(\)?)$")


def read_number(text: str) -> int | float | None:
    """A number with thousands set apart or not, `(5)` for minus five; None for anything else."""
    said = text.strip().replace(MINUS, "-")
    if len(said) > 40:
        return None
    if said.startswith("(") and said.endswith(")"):
        inner = read_number(said[1:-1])
        return -inner if inner is not None and inner >= 0 else None
    for way, drop in WAYS:
        if way.fullmatch(said):
            plain = (re.sub(drop, "", said) if drop else said).replace(",", ".")
            return float(plain) if re.search(r"[.eE]", plain) else int(plain)
    return None


def split_sign(text: str) -> tuple[str, tuple[str, ...]]:
    """A sum without its currency, and the currencies its sign may stand for: () without one."""
    said = text.strip().replace(MINUS, "-")
    if (match := BEFORE.match(said)) and (meant := currencies(match[2])):
        return match[1] + said[match.end() :], meant
    if (match := AFTER.search(said)) and (meant := currencies(match[1])):
        return said[: match.start()] + match[2], meant
    return said, ()


def currencies(sign: str) -> tuple[str, ...]:
    return SIGNS.get(sign, (sign,) if sign in CURRENCIES else ())
