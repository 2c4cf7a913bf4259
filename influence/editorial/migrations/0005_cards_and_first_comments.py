from django.db import migrations, models

COLUMNS = "post_id, number, text, media, account_id, audience, content_hash"
WITH_CARDS = "post_id, number, text, media, card, first_comment, account_id, audience, content_hash"


def trigger(columns: str) -> str:
    """Promise 1: none of these ever changes (migration 0003 wrote the function)."""
    old, new = (", ".join(f"{row}.{name}" for name in columns.split(", ")) for row in ("OLD", "NEW"))
    return f"""
DROP TRIGGER version_content_stays ON editorial_version;
CREATE TRIGGER version_content_stays BEFORE UPDATE OF {columns}
    ON editorial_version FOR EACH ROW WHEN (({old}) IS DISTINCT FROM ({new}))
    EXECUTE FUNCTION refuse_new_content();
"""


class Migration(migrations.Migration):
    dependencies = [("editorial", "0004_imported_calendars")]
    operations = [
        migrations.AddField("version", "card", models.JSONField(default=dict)),
        migrations.AddField("version", "first_comment", models.TextField(blank=True, default=""), preserve_default=False),
        migrations.RunSQL(trigger(WITH_CARDS), trigger(COLUMNS)),
    ]
