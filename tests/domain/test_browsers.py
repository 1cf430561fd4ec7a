import pytest

from monitor.domain.browsers import browser_of, neighbourhood

WINDOWS = "Mozilla/5.0 (Windows NT 10.0; Win64; x64)"


@pytest.mark.parametrize(
    ("said", "name"),
    [
        (f"{WINDOWS} AppleWebKit/537.36 (KHTML, like Gecko) Chrome/141.0.0.0 Safari/537.36", "Chrome, Windows"),
        (f"{WINDOWS} AppleWebKit/537.36 (KHTML, like Gecko) Chrome/141.0.0.0 Safari/537.36 Edg/141.0", "Edge, Windows"),
        ("Mozilla/5.0 (X11; Linux x86_64; rv:143.0) Gecko/20100101 Firefox/143.0", "Firefox, Linux"),
        (
            "Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) AppleWebKit/605.1.15 Version/18.0 Safari/604.1",
            "Safari, iPhone",
        ),
        ("Mozilla/5.0 (Linux; Android 14) AppleWebKit/537.36 Chrome/141.0 Mobile Safari/537.36", "Chrome, Android"),
        ("curl/8.9", ""),
    ],
)
def test_a_browser_is_called_as_its_owner_calls_it(said: str, name: str) -> None:
    assert browser_of(said) == name


def test_an_office_or_home_is_one_neighbourhood() -> None:
    assert neighbourhood("192.0.2.17") == neighbourhood("192.0.2.201") != neighbourhood("192.0.3.17")
    assert neighbourhood("2001:db8:1:1::/64") == neighbourhood("2001:db8:1:ff::/64") != neighbourhood("2001:db8:2::/64")
    assert neighbourhood("") == ""
