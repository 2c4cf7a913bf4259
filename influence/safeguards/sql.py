"""What of this room stands in a post's way now, as conditions of the statements that claim, send and hold. Each is true
where the post must not go out. Need `publication`, `post` and `version`, and %(now)s."""

# Whose posts a freeze concerns: the organisation's, one leader's, or one pillar's. Needs `post`; `frost` is the freeze.
OF_THE_FREEZE = """frost.organisation_id = post.organisation_id AND (frost.leader_id IS NULL OR frost.leader_id = post.leader_id)
         AND (frost.pillar_id IS NULL OR frost.pillar_id = post.pillar_id)"""

OF_THE_PERIOD = """period.organisation_id = post.organisation_id AND period.cancelled_at IS NULL AND period.strength = 'hard'
         AND (period.leader_id IS NULL OR period.leader_id = post.leader_id)
         AND (period.topic_id IS NULL OR EXISTS (
             SELECT 1 FROM editorial_flag flag WHERE flag.version_id = version.id AND flag.topic_id = period.topic_id))"""

FROZEN = f"""EXISTS (
      SELECT 1 FROM safeguards_freeze frost WHERE frost.released_at IS NULL AND {OF_THE_FREEZE})"""  # noqa: S608 (no value of anybody is in it)

SILENCED = f"""EXISTS (
      SELECT 1 FROM safeguards_period period
       WHERE period.starts_at <= %(now)s AND period.ends_at > %(now)s AND {OF_THE_PERIOD})"""  # noqa: S608

# A freeze or a hard period lay on its slot and is over: nothing fires by itself then, whether a worker had held it or
# none was there to.
UNCONFIRMED = f"""(EXISTS (
      SELECT 1 FROM safeguards_freeze frost
       WHERE frost.released_at >= publication.due_at AND {OF_THE_FREEZE}
         AND (publication.confirmed_at IS NULL OR publication.confirmed_at < frost.released_at))
    OR EXISTS (
      SELECT 1 FROM safeguards_period period
       WHERE period.ends_at > publication.due_at AND period.ends_at <= %(now)s AND {OF_THE_PERIOD}
         AND (publication.confirmed_at IS NULL OR publication.confirmed_at < period.ends_at)))"""  # noqa: S608

# The time alone does not lift it: the press release is out, somebody said where, and the text says it too.
EMBARGOED = """EXISTS (
      SELECT 1 FROM editorial_embargo embargo
       WHERE embargo.post_id = post.id
         AND NOT (embargo.confirmed_at IS NOT NULL AND embargo.lifts_at <= %(now)s
                  AND position(embargo.address IN version.text) > 0))"""

UNCLEARED = """EXISTS (
      SELECT 1 FROM editorial_flag flag
       WHERE flag.version_id = version.id
         AND NOT (flag.state = 'cleared' AND flag.content_hash = version.content_hash))"""

ALLOWED = f"NOT {FROZEN} AND NOT {SILENCED} AND NOT {UNCONFIRMED} AND NOT {EMBARGOED} AND NOT {UNCLEARED}"
