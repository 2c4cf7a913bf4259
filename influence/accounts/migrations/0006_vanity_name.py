from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("accounts", "0005_profiles_and_checks")]
    operations = [
        migrations.AddField("account", "vanity_name", models.CharField(blank=True, max_length=120)),
    ]
