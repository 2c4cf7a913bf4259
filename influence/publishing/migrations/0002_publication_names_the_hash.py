from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("publishing", "0001_initial"), ("editorial", "0003_decided_versions_stay")]
    operations = [
        migrations.RunSQL(
            """ALTER TABLE publishing_publication ADD CONSTRAINT publication_names_the_hash
               FOREIGN KEY (version_id, content_hash) REFERENCES editorial_version (id, content_hash)""",
            "ALTER TABLE publishing_publication DROP CONSTRAINT publication_names_the_hash",
        )
    ]
