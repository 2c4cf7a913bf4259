import pytest
from django.apps import apps
from django.contrib.auth.models import Permission
from django.test import TransactionTestCase

from influence.journal.models import Entry
from tests import makers
from tests.editorial.stories import in_review
from tests.emptying import KEPT


@pytest.mark.django_db(transaction=True)
def test_nothing_that_a_test_committed_is_left_and_permissions_are() -> None:
    in_review(makers.house())
    assert Entry.objects.exists(), "its table refuses DELETE"
    TransactionTestCase()._fixture_teardown()  # type: ignore[attr-defined]
    kept = [model for model in apps.get_models() if model._meta.db_table not in KEPT and model._meta.managed]
    assert len(kept) > 50
    assert [model.__name__ for model in kept if model._base_manager.exists()] == []
    assert Permission.objects.exists()
