"""A browser as its owner would call it, and the neighbourhood it calls from.

browser_of("Mozilla/5.0 (Windows NT 10.0; …) … Firefox/143.0") -> "Firefox, Windows"
neighbourhood("192.0.2.17") -> "192.0.2.0/24"
"""

from ipaddress import IPv6Address, ip_address, ip_network

BROWSERS = (
    ("Edg", "Edge"),
    ("OPR/", "Opera"),
    ("SamsungBrowser", "Samsung Internet"),
    ("Firefox/", "Firefox"),
    ("FxiOS", "Firefox"),
    ("CriOS", "Chrome"),
    ("Chrome/", "Chrome"),
    ("Safari/", "Safari"),
)
"""What stands in the name a browser gives itself. The first that is found counts: most say they are others too."""
SYSTEMS = (
    ("Android", "Android"),
    ("iPhone", "iPhone"),
    ("iPad", "iPad"),
    ("Windows", "Windows"),
    ("Mac OS X", "macOS"),
    ("CrOS", "ChromeOS"),
    ("Linux", "Linux"),
)


def browser_of(user_agent: str) -> str:
    """Browser and system, without versions, so that an update makes no other of it; empty if neither is known."""
    found = (_first(BROWSERS, user_agent), _first(SYSTEMS, user_agent))
    return ", ".join(name for name in found if name)


def neighbourhood(network: str) -> str:
    """The /24 or, for IPv6, the /48 around a network: what one office or one home keeps when its address changes."""
    try:
        address = ip_address(network.partition("/")[0])
    except ValueError:
        return network
    return str(ip_network((address, 48 if isinstance(address, IPv6Address) else 24), strict=False))


def _first(names: tuple[tuple[str, str], ...], text: str) -> str:
    return next((name for sign, name in names if sign in text), "")
