"""All of them, in the order of the reference."""

from drills.contract import (
    ch1_sign_in,
    ch2_protocol,
    ch3_posts,
    ch4_little_text,
    ch5_media,
    ch6_social,
    ch7_statistics,
    ch8_webhooks,
    ch13_sandbox,
)

CHAPTERS = (
    ch1_sign_in, ch2_protocol, ch3_posts, ch4_little_text, ch5_media, ch6_social, ch7_statistics, ch8_webhooks, ch13_sandbox,
)  # fmt: skip
ALL = tuple(case for chapter in CHAPTERS for case in chapter.CASES)
