"""Replacements in text that replace something."""


def replaced(text: str, *pairs: str) -> str:
    """The text with each `old` replaced by the `new` behind it: `replaced(text, old, new, old, new)`."""
    for old, new in zip(pairs[::2], pairs[1::2], strict=True):
        assert old in text, f"there is nothing to replace: {old!r}"
        text = text.replace(old, new)
    return text
