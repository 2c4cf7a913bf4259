import django.db.models.deletion
from django.db import migrations, models
from django.db.models import Q

KINDS = [("member", "profil"), ("page", "page")]
APPS = [("self_serve", "application en libre-service"), ("community", "application Community Management")]


class Migration(migrations.Migration):
    dependencies = [("accounts", "0003_modes_of_the_adapter")]
    operations = [
        migrations.RemoveConstraint("account", "account_once"),
        migrations.RemoveConstraint("account", "account_profile_once"),
        migrations.RemoveConstraint("account", "account_connected_has_token"),
        migrations.RenameField("account", "member_urn", "author_urn"),
        migrations.RenameField("account", "member_name", "author_name"),
        migrations.AddField(
            "account", "kind", models.CharField(choices=KINDS, default="member", max_length=6)
        ),
        migrations.AddField(
            "account",
            "through",
            models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.CASCADE,
                related_name="pages",
                to="accounts.account",
            ),
        ),
        migrations.AddField(
            "account", "app", models.CharField(choices=APPS, default="self_serve", max_length=12)
        ),
        migrations.AddConstraint(
            "account",
            models.UniqueConstraint(
                fields=["leader", "network"], condition=Q(kind="member"), name="account_once"
            ),
        ),
        migrations.AddConstraint(
            "account",
            models.UniqueConstraint(
                fields=["organisation", "network", "author_urn"],
                condition=~Q(author_urn=""),
                name="account_profile_once",
            ),
        ),
        migrations.AddConstraint(
            "account",
            models.CheckConstraint(
                condition=~Q(state="connected")
                | Q(author_urn__gt="") & (Q(sealed_access__isnull=False) | Q(kind="page")),
                name="account_connected_has_token",
            ),
        ),
        migrations.AddConstraint(
            "account",
            models.CheckConstraint(condition=Q(kind__in=["member", "page"]), name="account_kind_known"),
        ),
        migrations.AddConstraint(
            "account",
            models.CheckConstraint(
                condition=Q(app__in=["self_serve", "community"]), name="account_app_known"
            ),
        ),
        migrations.AddConstraint(
            "account",
            models.CheckConstraint(
                condition=Q(kind="member", through__isnull=True)
                | Q(kind="page", through__isnull=False, sealed_access__isnull=True),
                name="account_page_speaks_through",
            ),
        ),
    ]
