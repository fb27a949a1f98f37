import sys

import pytest


def test_adds():
    assert 2 + 2 == 4


if __name__ == "__main__":
    sys.exit(pytest.main([__file__, "-q", "-p", "no:cacheprovider"]))
