"""All of them, in the order of the reference."""

from drills.contract import (
    ch1_sign_in,
    ch1_tokens,
    ch2_failures,
    ch2_protocol,
    ch3_contents,
    ch3_posts,
    ch4_little_text,
    ch5_media,
    ch6_reactions,
    ch6_social,
    ch7_pages,
    ch7_statistics,
    ch8_webhooks,
    ch13_sandbox,
)

CHAPTERS = (
    ch1_sign_in, ch1_tokens, ch2_protocol, ch2_failures, ch3_posts, ch3_contents, ch4_little_text, ch5_media,
    ch6_social, ch6_reactions, ch7_statistics, ch7_pages, ch8_webhooks, ch13_sandbox,
)  # fmt: skip
ALL = tuple(case for chapter in CHAPTERS for case in chapter.CASES)
