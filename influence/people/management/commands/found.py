from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.core.validators import validate_email, validate_slug
from django.db import IntegrityError
from django.utils import timezone

from influence.people.actions import found
from influence.people.models import Language, validate_zone


class Command(BaseCommand):
    help = "Found an organisation and invite its first operator by mail."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("name", help="as people say it")
        parser.add_argument(
            "--slug", required=True, help="short name for addresses and commands, such as saint-luc"
        )
        parser.add_argument(
            "--operator-name", required=True, metavar="NAME", help="who runs the organisation here"
        )
        parser.add_argument(
            "--operator-email", required=True, metavar="ADDRESS", help="where the invitation goes"
        )
        parser.add_argument(
            "--zone", default=settings.DEFAULT_ZONE, help="its time zone (default: %(default)s)"
        )
        parser.add_argument(
            "--language",
            default=Language.FRENCH,
            choices=Language.values,
            help="of mails and reports (default: %(default)s)",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        for check, value in [
            (validate_slug, options["slug"]), (validate_zone, options["zone"]), (validate_email, options["operator_email"])
        ]:  # fmt: skip
            try:
                check(value)
            except ValidationError as error:
                raise CommandError(f"{value}: {' '.join(error.messages)}") from error
        try:
            organisation = found(
                options["name"], slug=options["slug"], zone=options["zone"], language=Language(options["language"]),
                operator_name=options["operator_name"], operator_email=options["operator_email"], at=timezone.now(),
            )  # fmt: skip
        except IntegrityError as error:
            raise CommandError(f"{options['slug']}: another organisation has this short name.") from error
        self.stdout.write(
            f"{organisation.name} is founded; an invitation leaves for {options['operator_email']}."
        )
