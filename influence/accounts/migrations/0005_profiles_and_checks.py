from django.apps.registry import Apps
from django.db import migrations, models
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.models import Q


def remember_profiles(apps: Apps, editor: BaseDatabaseSchemaEditor) -> None:
    for account in apps.get_model("accounts", "Account").objects.filter(kind="member").exclude(author_urn=""):
        account.profiles = {account.app: account.author_urn}
        account.save(update_fields=["profiles"])


class Migration(migrations.Migration):
    dependencies = [("accounts", "0004_pages_and_apps")]
    operations = [
        migrations.AddField("account", "profiles", models.JSONField(default=dict)),
        migrations.AddField("account", "token_checked_at", models.DateTimeField(null=True)),
        migrations.AddField("account", "role_checked_at", models.DateTimeField(null=True)),
        migrations.RunPython(remember_profiles, migrations.RunPython.noop, elidable=True),
        migrations.RemoveConstraint("account", "account_profile_once"),
        migrations.AddConstraint(
            "account",
            models.UniqueConstraint(
                fields=["organisation", "network", "author_urn"],
                condition=~Q(author_urn="") & ~Q(kind="page", state="disconnected"),
                name="account_profile_once",
            ),
        ),
        migrations.AddConstraint(
            "account",
            models.UniqueConstraint(
                fields=["leader", "network", "author_urn"], condition=Q(kind="page"), name="account_page_once"
            ),
        ),
        migrations.AddConstraint(
            "account",
            models.CheckConstraint(
                condition=Q(kind="member") | Q(author_urn__gt=""), name="account_page_is_named"
            ),
        ),
    ]
