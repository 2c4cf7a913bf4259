"""The settings of the tests: the real parts, quicker passwords, and logs that stay silent unless something is wrong."""

import atexit
import os
import shutil
import tempfile

os.environ.setdefault("LOG_LEVEL", "WARNING")
# Of the whole run: its other processes, and workers that a test starts, find them in the environment.
if "MEDIA_DIR" not in os.environ:
    os.environ["MEDIA_DIR"] = tempfile.mkdtemp(prefix="influence-media-")
    atexit.register(shutil.rmtree, os.environ["MEDIA_DIR"], ignore_errors=True)
if "TESTS_TEMPLATES" not in os.environ:
    os.environ["TESTS_TEMPLATES"] = tempfile.mkdtemp(prefix="influence-templates-")
    atexit.register(shutil.rmtree, os.environ["TESTS_TEMPLATES"], ignore_errors=True)

from jinja2 import FileSystemBytecodeCache

from config.settings import *  # noqa: F403
from config.settings import DATABASES, STORAGES, TEMPLATES

# The database that each test process copies instead of migrating one (ops.migrated).
if "TESTS_COPY" in os.environ:
    DATABASES["default"]["TEST"] = {"TEMPLATE": os.environ["TESTS_COPY"]}
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
STORAGES = STORAGES | {"staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}}
# What one process compiled is there for all of them.
TEMPLATES[0]["OPTIONS"]["bytecode_cache"] = FileSystemBytecodeCache(os.environ["TESTS_TEMPLATES"])
WHITENOISE_USE_FINDERS = True
WHITENOISE_AUTOREFRESH = True
