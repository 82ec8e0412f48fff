"""Where the site of the tests says that it is."""

BASE_URL = "https://example.org/kg/"
