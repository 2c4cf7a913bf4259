"""What of this room stands in a post's way now, as conditions of the statements that plan, claim and send. Each is true
where the post must not go out. Need `publication`, `post` and `version`, and %(now)s."""

FROZEN = """EXISTS (
      SELECT 1 FROM safeguards_freeze frost
       WHERE frost.organisation_id = post.organisation_id AND frost.released_at IS NULL AND (frost.leader_id IS NULL OR frost.leader_id = post.leader_id)
         AND (frost.pillar_id IS NULL OR frost.pillar_id = post.pillar_id))"""

SILENCED = """EXISTS (
      SELECT 1 FROM safeguards_period period
       WHERE period.organisation_id = post.organisation_id AND period.cancelled_at IS NULL AND period.strength = 'hard'
         AND period.starts_at <= %(now)s AND period.ends_at > %(now)s AND (period.leader_id IS NULL OR period.leader_id = post.leader_id)
         AND (period.topic_id IS NULL OR EXISTS (
             SELECT 1 FROM editorial_flag flag WHERE flag.version_id = version.id AND flag.topic_id = period.topic_id)))"""

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

ALLOWED = f"NOT {FROZEN} AND NOT {SILENCED} AND NOT {EMBARGOED} AND NOT {UNCLEARED}"
