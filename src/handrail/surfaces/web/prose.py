"""Markdown that people and agents wrote, as HTML that is safe to show."""

from functools import lru_cache

import nh3
from markdown_it import MarkdownIt
from markupsafe import Markup

# No images: the page's policy shows none from elsewhere, and one would tell who reads a note.
MARKDOWN = (
    MarkdownIt("commonmark", {"html": False, "breaks": True})
    .enable(["table", "strikethrough"])
    .disable("image")
)
TAGS = {
    "p", "br", "hr", "strong", "em", "s", "code", "pre", "blockquote", "a",
    "ul", "ol", "li", "h4", "h5", "h6", "table", "thead", "tbody", "tr", "th", "td",
}  # fmt: skip
BELOW = 3
"""Levels that a heading sinks by: a note stands under the page's own headings."""
MOST = 100_000
"""Characters beyond which a text is shown as it was written."""


@lru_cache(512)
def prose(text: str) -> Markup:
    """HTML without script, style or image; its links pass nothing on to where they lead."""
    if len(text) > MOST:
        return Markup("<pre>{}</pre>").format(text)
    tokens = MARKDOWN.parse(text)
    for token in tokens:
        if token.type in {"heading_open", "heading_close"}:
            token.tag = f"h{min(int(token.tag[1]) + BELOW, 6)}"
    made = MARKDOWN.renderer.render(tokens, MARKDOWN.options, {})
    return Markup(
        nh3.clean(
            made,
            tags=TAGS,
            attributes={"a": {"href"}, "ol": {"start"}},
            url_schemes={"http", "https", "mailto"},
            link_rel="nofollow noopener noreferrer",
            set_tag_attribute_values={"a": {"target": "_blank"}},
        )
    )
