from django.contrib.auth.models import AbstractBaseUser, BaseUserManager, PermissionsMixin
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Lower
from django.utils.translation import gettext_lazy as _

from influence.core.cadence import is_zone


class Language(models.TextChoices):
    FRENCH = "fr", "Français"
    ENGLISH = "en", "English"


class Role(models.TextChoices):
    OPERATOR = "operator", _("Opérateur")
    EDITOR = "editor", _("Chargé de communication")
    LEADER = "leader", _("Dirigeant")
    READER = "reader", _("Lecteur")


def validate_zone(name: str) -> None:
    from django.core.exceptions import ValidationError

    if not is_zone(name):
        raise ValidationError(
            _("« %(name)s » n'est pas un fuseau horaire connu (exemple : Europe/Paris)."),
            params={"name": name},
        )


class UserManager(BaseUserManager["User"]):
    def create_user(self, email: str, password: str | None = None, **fields: object) -> "User":
        user = self.model(email=self.normalize_email(email).lower(), **fields)
        user.set_password(password)
        user.save(using=self._db, force_insert=True)
        return user

    def create_superuser(self, email: str, password: str | None = None, **fields: object) -> "User":
        return self.create_user(email, password, is_staff=True, is_superuser=True, **fields)

    def get_by_natural_key(self, username: str | None) -> "User":
        return self.get(email__iexact=username)


class User(AbstractBaseUser, PermissionsMixin):
    """A person who signs in. What they may do comes from their memberships, never from this row."""

    email = models.EmailField(_("adresse électronique"), unique=True)
    name = models.CharField(_("nom"), max_length=150)
    language = models.CharField(_("langue"), max_length=5, choices=Language, default=Language.FRENCH)
    # Theirs alone, in every mail that asks them to decide: who imitates us does not know it.
    phrase = models.CharField(_("phrase personnelle"), max_length=80, blank=True)
    # Wall time of the zone in which they work: no mail that can wait between the two. Both, or none.
    quiet_from = models.TimeField(_("pas de courrier à partir de"), null=True, blank=True)
    quiet_until = models.TimeField(_("jusqu'à"), null=True, blank=True)
    is_active = models.BooleanField(default=True)
    is_staff = models.BooleanField(default=False)
    date_joined = models.DateTimeField(auto_now_add=True)

    USERNAME_FIELD = "email"
    REQUIRED_FIELDS = ["name"]

    objects = UserManager()

    class Meta:
        constraints = [
            models.UniqueConstraint(Lower("email"), name="user_email_whatever_case"),
            models.CheckConstraint(
                condition=Q(quiet_from__isnull=True, quiet_until__isnull=True)
                | Q(quiet_from__isnull=False, quiet_until__isnull=False),
                name="user_quiet_hours_end",
            ),
        ]

    def __str__(self) -> str:
        return self.name or self.email

    def get_short_name(self) -> str:
        return self.name.split(" ")[0] if self.name else self.email


class Organisation(models.Model):
    """The tenant: everything else hangs from it."""

    name = models.CharField(_("nom"), max_length=200)
    slug = models.SlugField(max_length=60, unique=True)
    zone = models.CharField(
        _("fuseau horaire"), max_length=60, default="Europe/Paris", validators=[validate_zone]
    )
    language = models.CharField(_("langue"), max_length=5, choices=Language, default=Language.FRENCH)
    linkedin_region = models.CharField(_("région LinkedIn"), max_length=40, default="EMEA")
    # Enrolment of employees opens only once the works council was consulted (domain.md ).
    works_council_on = models.DateField(_("CSE consulté le"), null=True, blank=True)
    works_council_reference = models.CharField(_("référence de la consultation"), max_length=200, blank=True)
    min_members = models.PositiveSmallIntegerField(_("membres inscrits au moins"), default=10)
    min_persons = models.PositiveSmallIntegerField(_("personnes engagées au moins"), default=5)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [
            # domain.md §3.4: a tenant may raise the thresholds, never go below five.
            models.CheckConstraint(
                condition=Q(min_members__gte=5, min_persons__gte=5), name="organisation_hides_small_groups"
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def enrolment_is_open(self) -> bool:
        return self.works_council_on is not None and self.works_council_reference != ""


class Rhythm(models.TextChoices):
    """How often what can wait is mailed. What asks for an answer today always comes at once."""

    EACH = "each", _("au fil de l'eau")
    DAILY = "daily", _("un résumé par jour")
    WEEKLY = "weekly", _("un résumé par semaine")


class Membership(models.Model):
    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="memberships")
    organisation = models.ForeignKey(Organisation, on_delete=models.CASCADE, related_name="memberships")
    role = models.CharField(_("rôle"), max_length=10, choices=Role)
    rhythm = models.CharField(_("courriers"), max_length=10, choices=Rhythm, default=Rhythm.EACH)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["user", "organisation"], name="membership_once"),
            models.CheckConstraint(condition=Q(role__in=Role.values), name="membership_role_known"),
            models.CheckConstraint(condition=Q(rhythm__in=Rhythm.values), name="membership_rhythm_known"),
        ]

    def __str__(self) -> str:
        return f"{self.user} · {self.organisation} · {self.get_role_display()}"

    @property
    def is_editor(self) -> bool:
        """Fills the calendar; an operator may do all that an editor may."""
        return self.role in (Role.EDITOR, Role.OPERATOR)

    @property
    def is_operator(self) -> bool:
        return self.role == Role.OPERATOR

    @property
    def is_leader(self) -> bool:
        return self.role == Role.LEADER


class Codir(models.Model):
    organisation = models.ForeignKey(Organisation, on_delete=models.CASCADE, related_name="codirs")
    name = models.CharField(_("nom"), max_length=200)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["organisation", "name"], name="codir_once")]

    def __str__(self) -> str:
        return self.name


class Conformity(models.TextChoices):
    """The three words of the law, by the rate that an audit found: all criteria, half of them, fewer or no valid audit."""

    NONE = "none", _("non conforme")
    PARTIAL = "partial", _("partiellement conforme")
    FULL = "full", _("totalement conforme")


class Statement(models.Model):
    """An organisation's own declaration of accessibility (arrêté of 20 September 2019, its annex lists the parts). Without a
    row, or once its audit is too old (`statements.VALID`), the product's own words stand: not conforming."""

    organisation = models.OneToOneField(Organisation, on_delete=models.CASCADE, related_name="statement")
    conformity = models.CharField(_("état"), max_length=8, choices=Conformity, default=Conformity.NONE)
    audited_on = models.DateField(_("audit du"), null=True, blank=True)
    audited_by = models.CharField(_("audit fait par"), max_length=200, blank=True)
    rate = models.PositiveSmallIntegerField(_("critères respectés (%)"), null=True, blank=True)
    contact = models.CharField(_("à qui signaler un défaut"), max_length=200, blank=True)
    gaps = models.TextField(_("non-conformités"), blank=True)
    exemptions = models.TextField(_("dérogations pour charge disproportionnée"), blank=True)
    outside = models.TextField(_("contenus non soumis à l'obligation"), blank=True)
    changed_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(conformity="none")
                | Q(conformity="partial", audited_on__isnull=False, audited_by__gt="", rate__range=(50, 99))
                | Q(conformity="full", audited_on__isnull=False, audited_by__gt="", rate=100),
                name="statement_rests_on_an_audit",
            ),
        ]


class Department(models.Model):
    organisation = models.ForeignKey(Organisation, on_delete=models.CASCADE, related_name="departments")
    name = models.CharField(_("nom"), max_length=200)
    headcount = models.PositiveIntegerField(_("effectif"), default=0)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["organisation", "name"], name="department_once")]
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name


class Leader(models.Model):
    """A member of a CoDir who speaks in their own name, and who alone approves what goes out in it."""

    organisation = models.ForeignKey(Organisation, on_delete=models.CASCADE, related_name="leaders")
    codir = models.ForeignKey(Codir, on_delete=models.PROTECT, related_name="leaders")
    department = models.ForeignKey(Department, on_delete=models.PROTECT, related_name="leaders")
    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="leaderships")
    name = models.CharField(_("nom"), max_length=150)
    function = models.CharField(_("fonction"), max_length=150)
    zone = models.CharField(_("fuseau horaire"), max_length=60, validators=[validate_zone])
    language = models.CharField(_("langue"), max_length=5, choices=Language, default=Language.FRENCH)
    # Original posts a month that the leader agreed to (domain.md §2.2).
    posts_per_month = models.PositiveSmallIntegerField(_("publications par mois"), default=4)
    is_active = models.BooleanField(default=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["organisation", "user"], name="leader_once"),
            models.UniqueConstraint(fields=["organisation", "name"], name="leader_name_once"),
        ]
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name

    @property
    def initials(self) -> str:
        return "".join(part[0] for part in self.name.replace("-", " ").split() if part)[:3].upper()

    @property
    def first_name(self) -> str:
        return self.name.split(" ")[0]


class Mandate(models.Model):
    """A leader's own word that somebody may decide in their place (ADR 0014; domain.md §2.3: scope, start, end, printed with
    every decision). Days of the leader's zone, both within. No pillar named: all themes."""

    organisation = models.ForeignKey(Organisation, on_delete=models.CASCADE, related_name="mandates")
    leader = models.ForeignKey(Leader, on_delete=models.CASCADE, related_name="mandates")
    delegate = models.ForeignKey(User, on_delete=models.PROTECT, related_name="mandates")
    pillars = models.ManyToManyField("editorial.Pillar", blank=True, related_name="+")
    starts_on = models.DateField(_("du"))
    ends_on = models.DateField(_("au (inclus)"))
    # Those days as instants, the end without: derived when the row is written.
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    reason = models.CharField(_("raison"), max_length=200, blank=True)
    given_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    given_at = models.DateTimeField()
    revoked_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    revoked_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(ends_on__gte=F("starts_on")) & Q(ends_at__gt=F("starts_at")),
                name="mandate_has_days",
            ),
            models.CheckConstraint(
                condition=~Q(delegate=F("given_by")), name="mandate_is_given_to_somebody_else"
            ),
            models.CheckConstraint(
                condition=Q(revoked_at__isnull=True) | Q(revoked_by__isnull=False),
                name="mandate_revoked_by_somebody",
            ),
        ]
        indexes = [models.Index(fields=["leader", "delegate"], name="mandate_of_leader")]
        ordering = ["-starts_on", "-pk"]


class Employee(models.Model):
    """A volunteer who enrolled by their own LinkedIn sign-in. No name, no address, no member id: only a keyed
    pseudonym (HMAC of the member's URN) that lets reactions be counted as employees' ones, and a department."""

    organisation = models.ForeignKey(Organisation, on_delete=models.CASCADE, related_name="employees")
    department = models.ForeignKey(Department, on_delete=models.PROTECT, related_name="employees")
    pseudonym = models.CharField(max_length=64)
    notice_version = models.CharField(max_length=20)
    enrolled_at = models.DateTimeField()
    # The digest of the personal link that leaves in one click.
    leave_key = models.CharField(max_length=64, unique=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["organisation", "pseudonym"], name="employee_once")]
        indexes = [models.Index(F("organisation"), F("department"), name="employee_by_department")]
