"""Wiring. Every value that differs between machines comes from the environment through config.env, which stops the
start with one sentence when a setting is missing or malformed."""

from datetime import timedelta
from pathlib import Path
from typing import Any

from config.env import load
from config.logs import configure
from influence.networks.linkedin import COMMUNITY_SCOPES, PAGE_SCOPES

ROOT = Path(__file__).resolve().parent.parent
env = load(ROOT)

SECRET_KEY = env.secret("SECRET_KEY")
DEBUG = env.boolean("DEBUG")
ALLOWED_HOSTS = env.words("ALLOWED_HOSTS")
BASE_URL = env.url("BASE_URL").rstrip("/")

# Keys of the product (docs/operations.md): each seals one thing, so that each can be rotated or revoked alone.
TOKEN_KEYS = env.secret("TOKEN_KEYS")
JOURNAL_KEY = env.secret("JOURNAL_KEY")
PSEUDONYM_KEY = env.secret("PSEUDONYM_KEY")

INSTALLED_APPS = [
    "django.contrib.admin",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "influence.journal",
    "influence.outbox",
    "influence.web",
    "influence.people",
    "influence.calls",
    "influence.accounts",
    "influence.library",
    "influence.safeguards",
    "influence.remarks",
    "influence.drafting",
    "influence.editorial",
    "influence.campaigns",
    "influence.watch",
    "influence.approval",
    "influence.publishing",
    "influence.engagement",
    "influence.analytics",
    "influence.practices",
    "influence.home",
    "influence.reporting",
    "influence.demo",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "influence.web.middleware.security_headers",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "influence.people.middleware.membership",
    "influence.people.middleware.signed_out",
    "influence.web.middleware.language",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
]

ROOT_URLCONF = "config.urls"
WSGI_APPLICATION = "config.wsgi.application"

TEMPLATES: list[dict[str, Any]] = [
    {
        "BACKEND": "django.template.backends.jinja2.Jinja2",
        "DIRS": [ROOT / "templates"],
        "APP_DIRS": False,
        "OPTIONS": {
            "environment": "config.jinja.environment",
            "context_processors": [
                "influence.web.context.page",
                "influence.people.views.footer.page",
                "influence.editorial.context.page",
                "influence.publishing.views.beside_posts.page",
            ],
        },
    },
    {
        # The admin and the fall-back pages of libraries; ours are all Jinja.
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
            ]
        },
    },
]

DATABASES = {"default": env.database("DATABASE_URL")}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
REDIS_URL = env.text("REDIS_URL")
# The cache holds the counters of sign-in attempts only. In the database, so that people sign in while the broker is
# down, and so that emptying the broker gives nobody new tries.
CACHES = {"default": {"BACKEND": "django.core.cache.backends.db.DatabaseCache", "LOCATION": "people_cache"}}
# Sessions live in the database: emptying Redis must sign nobody out (promise 4).
SESSION_ENGINE = "django.contrib.sessions.backends.db"

AUTH_USER_MODEL = "people.User"
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
PASSWORD_HASHERS = [
    "django.contrib.auth.hashers.Argon2PasswordHasher",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 12}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
LOGIN_URL = "/connexion/"
LOGIN_REDIRECT_URL = "/"
ACCOUNT_ADAPTER = "influence.approval.sign_in.Adapter"
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*", "password2*"]
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_SESSION_REMEMBER = True
ACCOUNT_LOGOUT_ON_GET = False
# Whoever chose a password from our own mail is signed in; a second factor, once there is one, is still asked for.
ACCOUNT_LOGIN_ON_PASSWORD_RESET = True
ACCOUNT_EMAIL_NOTIFICATIONS = True
# No mail to an address that nobody here has: our form would send mails to strangers.
ACCOUNT_EMAIL_UNKNOWN_ACCOUNTS = False
ACCOUNT_LOGOUT_REDIRECT_URL = "/connexion/"
# Passkeys are a way in beside the password (people.passkeys). Browsers make them for https hosts, and for localhost.
MFA_ADAPTER = "influence.people.passkeys.Adapter"
MFA_SUPPORTED_TYPES = ["webauthn"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = not BASE_URL.startswith("https://")
ACCOUNT_RATE_LIMITS = {"login_failed": "10/5m/ip,5/5m/key"}

LANGUAGE_CODE = env.choice("DEFAULT_LANGUAGE")
LANGUAGES = [("fr", "Français"), ("en", "English")]
LOCALE_PATHS = [ROOT / "locale"]
TIME_ZONE = "UTC"
# Of a new organisation; instants are UTC everywhere.
DEFAULT_ZONE = env.text("TIME_ZONE")
USE_TZ = True
USE_I18N = True

STATIC_URL = "/static/"
STATIC_ROOT = ROOT / "build" / "static"
STATICFILES_DIRS = [
    ROOT / "static",
    ("htmx", ROOT / "node_modules" / "htmx.org" / "dist"),
]
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}
WHITENOISE_USE_FINDERS = DEBUG

# The media library. Uploads wait on the same disk: /tmp may be memory, and too small for a film.
MEDIA_ROOT = ROOT / env.text("MEDIA_DIR")
FILE_UPLOAD_TEMP_DIR = MEDIA_ROOT / "incoming"
# The first upload makes that folder.
SILENCED_SYSTEM_CHECKS = ["files.E001"]
FILE_UPLOAD_PERMISSIONS, FILE_UPLOAD_DIRECTORY_PERMISSIONS = 0o640, 0o750
FILE_UPLOAD_HANDLERS = [
    "influence.library.uploads.Bounded",
    "django.core.files.uploadhandler.MemoryFileUploadHandler",
    "django.core.files.uploadhandler.TemporaryFileUploadHandler",
]

EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
vars().update(env.smtp("SMTP_URL"))
EMAIL_TIMEOUT = 20
DEFAULT_FROM_EMAIL = env.text("MAIL_FROM")

LINKEDIN = {
    "api_url": env.url("LINKEDIN_API_URL"),
    "auth_url": env.url("LINKEDIN_AUTH_URL"),
    "version": env.text("LINKEDIN_VERSION"),
}
# The developer apps that are configured, by the name that accounts keep (accounts.models.App).
SELF_SERVE = {
    "client_id": env.text("LINKEDIN_CLIENT_ID"),
    "client_secret": env.secret("LINKEDIN_CLIENT_SECRET"),
    "scopes": env.words("LINKEDIN_SCOPES"),
}
COMMUNITY = {
    "client_id": env.text("LINKEDIN_COMMUNITY_CLIENT_ID"),
    "client_secret": env.secret("LINKEDIN_COMMUNITY_CLIENT_SECRET"),
    "scopes": env.words("LINKEDIN_COMMUNITY_SCOPES") or [*COMMUNITY_SCOPES, *PAGE_SCOPES],
    "app_id": env.text("LINKEDIN_COMMUNITY_APP_ID"),
}
LINKEDIN_APPS = {
    name: app for name, app in (("self_serve", SELF_SERVE), ("community", COMMUNITY)) if app["client_id"]
}

# Calls a day that each app may make, in all and for one member; 0: not known.
LINKEDIN_CALLS = {
    "self_serve": {
        "app": env.integer("LINKEDIN_CALLS_PER_APP"),
        "member": env.integer("LINKEDIN_CALLS_PER_MEMBER"),
    },
    "community": {
        "app": env.integer("LINKEDIN_COMMUNITY_CALLS_PER_APP"),
        "member": env.integer("LINKEDIN_COMMUNITY_CALLS_PER_MEMBER"),
    },
}

# The unversioned way to comment, which self-serve access has and LinkedIn no longer documents (linkedin-api.md §6.1).
LINKEDIN_OLD_COMMENTS = env.boolean("LINKEDIN_OLD_COMMENTS")

# Addresses of press releases are asked whether they answer: only public ones, and these ("host:port") as they are.
LOOK_UP_ALLOWED: frozenset[str] = frozenset()

# Whoever asks for the metrics shows it; none, no metrics.
METRICS_TOKEN = env.secret("METRICS_TOKEN")

# Browsers get cookies over https only, except on a machine that serves itself on loopback.
HTTPS = BASE_URL.startswith("https://")
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = SECURE_SSL_REDIRECT = HTTPS
SECURE_REDIRECT_EXEMPT = [r"^sante/"]
SESSION_COOKIE_NAME = "__Host-session" if HTTPS else "influence_session"
CSRF_COOKIE_NAME = "__Host-csrf" if HTTPS else "influence_csrf"
SESSION_COOKIE_SAMESITE = CSRF_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_HTTPONLY = CSRF_COOKIE_HTTPONLY = True
CSRF_TRUSTED_ORIGINS = [BASE_URL]
CSRF_FAILURE_VIEW = "influence.web.errors.not_ours"
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if HTTPS else None
SECURE_HSTS_SECONDS = 31_536_000 if HTTPS else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = SECURE_HSTS_PRELOAD = HTTPS
# Not "no-referrer": browsers then send "Origin: null" with our own forms, and Django's CSRF check refuses every one.
# Nothing leaves our pages towards another host either way.
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
SESSION_COOKIE_AGE = int(timedelta(days=14).total_seconds())
DATA_UPLOAD_MAX_MEMORY_SIZE = 5_000_000

CELERY_BROKER_URL = REDIS_URL

LOGGING_CONFIG = None
configure(level=env.choice("LOG_LEVEL"), style=env.choice("LOG_FORMAT"))
