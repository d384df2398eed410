"""Every setting of plannr_board, read from the environment with django-environ (README.md, Configuration).

Development and the demo are the exception here, production is the default: `DEBUG` is off, `HTTPS` is on, and a
missing secret stops the boot with one sentence that says what to set.
"""

import sys
from pathlib import Path
from uuid import UUID

from django.utils.csp import CSP

from plannr_board import logs
from plannr_board.env import address, database, flag, listed, not_both, not_negative, positive, read, secret, whole

BASE_DIR = Path(__file__).resolve().parent.parent
TESTING = "pytest" in sys.modules

DEBUG = flag("DEBUG", False)
HTTPS = flag("HTTPS", not TESTING)
GENTLE = DEBUG or TESTING
not_both(DEBUG, HTTPS)

SECRET_KEY = secret("SECRET_KEY", optional=GENTLE, least=32)
ALLOWED_HOSTS = listed("ALLOWED_HOSTS", "localhost", "127.0.0.1", "[::1]")
CSRF_TRUSTED_ORIGINS = listed("CSRF_TRUSTED_ORIGINS")

# Plannr -------------------------------------------------------------------------------------------------------------
PLANNR_API_URL = read(
    "PLANNR_API_URL",
    "https://api.plannrcrm.com",
    address(only_https=HTTPS),
    "an https:// address (http:// only with HTTPS=off)",
)
PLANNR_TOKEN = secret("PLANNR_TOKEN", optional=GENTLE)
PLANNR_ACCOUNT_UUID = read("PLANNR_ACCOUNT_UUID", "", lambda text: str(UUID(text)), "a uuid")
PLANNR_TIMEOUT_SECONDS = read("PLANNR_TIMEOUT_SECONDS", 10.0, positive, "a number of seconds")
PLANNR_LATE_SECONDS = read("PLANNR_LATE_SECONDS", 60.0, not_negative, "a number of seconds")
PLANNR_RECHECK_SECONDS = read("PLANNR_RECHECK_SECONDS", 600.0, not_negative, "a number of seconds")
MIRROR_FRESH_SECONDS = read("MIRROR_FRESH_SECONDS", 15.0, not_negative, "a number of seconds")
GONE_AT_ONCE = read("GONE_AT_ONCE", 3.0, not_negative, "a number of cases")
GONE_SHARE = read("GONE_SHARE", 0.1, not_negative, "a share, such as 0.1")
GONE_HOURS = read("GONE_HOURS", 24.0, not_negative, "a number of hours")
STALE_DAYS = read("STALE_DAYS", 30.0, not_negative, "a number of days, 0 for none")
FREEZE_FIRM_AFTER = read("FREEZE_FIRM_AFTER", 3, whole, "a number of cases and plans")
FREEZE_WITHIN_HOURS = read("FREEZE_WITHIN_HOURS", 24, whole, "a number of hours")
METRICS_TOKEN = read("METRICS_TOKEN", "", str, "a text")

# Django -------------------------------------------------------------------------------------------------------------
INSTALLED_APPS = [
    "django.contrib.admin",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "django.forms",
    "django_htmx",
    "django_structlog",
    "axes",
    "boards",
]

MIDDLEWARE = [
    "django.middleware.csp.ContentSecurityPolicyMiddleware",
    "plannr_board.health.ProbeMiddleware",
    "plannr_board.health.MetricsMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.middleware.gzip.GZipMiddleware",
    "boards.middleware.LegibleMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "boards.middleware.OriginMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_structlog.middlewares.RequestMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "boards.middleware.NoStoreMiddleware",
    "boards.middleware.PermissionMiddleware",
    "boards.middleware.PlannrErrorMiddleware",
    "axes.middleware.AxesMiddleware",
]

ROOT_URLCONF = "plannr_board.urls"
WSGI_APPLICATION = "plannr_board.wsgi.application"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "OPTIONS": {
            "loaders": [
                (
                    "django.template.loaders.cached.Loader",
                    ["plannr_board.loader.Loader", "django.template.loaders.app_directories.Loader"],
                )
            ],
            "builtins": ["boards.templatetags.ui"],
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "boards.writes.notices.notices",
            ],
        },
    }
]
FORM_RENDERER = "django.forms.renderers.TemplatesSetting"

DATABASES = {"default": database(BASE_DIR / "db.sqlite3")}
if DATABASES["default"]["ENGINE"].endswith("sqlite3"):
    # IMMEDIATE: a transaction waits for its turn at its start, where waiting helps, and not in its middle, where it
    # would fail at once. The journal mode and its reason: plannr_board/sqlite3. No test is about a power cut.
    DATABASES["default"] |= {
        "ENGINE": "plannr_board.sqlite3",
        "OPTIONS": {
            "timeout": 20,
            "transaction_mode": "IMMEDIATE",
            "init_command": "PRAGMA foreign_keys=ON;",
            "synchronous": "OFF" if TESTING else "FULL",
        },
    }
DATABASES["default"]["CONN_MAX_AGE"] = 600
DATABASES["default"]["CONN_HEALTH_CHECKS"] = True
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

CACHES = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}}

# People -------------------------------------------------------------------------------------------------------------
AUTH_USER_MODEL = "boards.User"
AUTHENTICATION_BACKENDS = ["axes.backends.AxesBackend", "django.contrib.auth.backends.ModelBackend"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 10}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
LOGIN_URL = "users:sign-in"
LOGIN_REDIRECT_URL = "home:home"
LOGOUT_REDIRECT_URL = "users:sign-in"
SESSION_COOKIE_AGE = 12 * 60 * 60
# A pair of name and address may be wrong AXES_FAILURE_LIMIT times in a quarter of an hour; boards.users.lockout has the
# limits of an address over all names and of a name over all addresses. Tries while it is closed do not keep it closed.
AXES_HANDLER = "boards.users.lockout.LockoutHandler"
AXES_USERNAME_CALLABLE = "boards.users.lockout.name_tried"
AXES_CLIENT_IP_CALLABLE = "boards.users.lockout.request_address"
AXES_LOCKOUT_CALLABLE = "boards.users.views.closed"
AXES_FAILURE_LIMIT = 10
AXES_COOLOFF_TIME = 0.25
AXES_RESET_COOL_OFF_ON_FAILURE_DURING_LOCKOUT = False
AXES_LOCKOUT_PARAMETERS = [["username", "ip_address"]]
AXES_SENSITIVE_PARAMETERS = ["username", "ip_address", "carry"]
AXES_RESET_ON_SUCCESS = True
AXES_VERBOSE = False

# Safety -------------------------------------------------------------------------------------------------------------
SECURE_CSP = {
    "default-src": [CSP.NONE],
    "script-src": [CSP.SELF],
    "style-src": [CSP.SELF],
    "img-src": [CSP.SELF],
    "font-src": [CSP.SELF],
    "connect-src": [CSP.SELF],
    "form-action": [CSP.SELF],
    "manifest-src": [CSP.SELF],
    "base-uri": [CSP.NONE],
    "frame-ancestors": [CSP.NONE],
    "object-src": [CSP.NONE],
}
SECURE_SSL_REDIRECT = HTTPS
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if HTTPS else None
SECURE_HSTS_SECONDS = 31_536_000 if HTTPS else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = HTTPS
SECURE_HSTS_PRELOAD = HTTPS
SECURE_REFERRER_POLICY = "same-origin"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = HTTPS
SESSION_COOKIE_NAME = "__Host-session" if HTTPS else "session"
CSRF_COOKIE_NAME = "__Host-csrf" if HTTPS else "csrf"
SESSION_COOKIE_HTTPONLY = CSRF_COOKIE_HTTPONLY = True
X_FRAME_OPTIONS = "DENY"
DATA_UPLOAD_MAX_MEMORY_SIZE = 1024 * 1024
# A cover's form sends four fields for each beneficiary; one with up to twice as many as it may have is still read, and
# answered beside its list.
MOST_BENEFICIARIES = 250
DATA_UPLOAD_MAX_NUMBER_FIELDS = 2 * MOST_BENEFICIARIES * 4 + 50
REQUEST_SECONDS = read("REQUEST_SECONDS", 30.0, positive, "a number of seconds")
# A message names a client now and then, and a cookie is kept where anybody at that computer can read it.
MESSAGE_STORAGE = "django.contrib.messages.storage.session.SessionStorage"
CSRF_FAILURE_VIEW = "boards.middleware.csrf_failure"

# Language and files -------------------------------------------------------------------------------------------------
LANGUAGE_CODE = "en-gb"
TIME_ZONE = "Europe/London"
USE_TZ = True
USE_THOUSAND_SEPARATOR = False

STATIC_URL = "/static/"
STATIC_ROOT = BASE_DIR / "staticfiles"
STATICFILES_DIRS = [BASE_DIR / "static"]
# Hashed names need `collectstatic` first, which tests and debugging skip.
HASHED_STATIC = not GENTLE
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {
        "BACKEND": "plannr_board.storage.HashedStorage"
        if HASHED_STATIC
        else "django.contrib.staticfiles.storage.StaticFilesStorage"
    },
}
WHITENOISE_USE_FINDERS = not HASHED_STATIC
WHITENOISE_AUTOREFRESH = DEBUG
WHITENOISE_KEEP_ONLY_HASHED_FILES = True

# Logs ---------------------------------------------------------------------------------------------------------------
LOGGING = logs.set_up(readable=GENTLE, level="WARNING" if TESTING else "INFO")
DJANGO_STRUCTLOG_IP_LOGGING_ENABLED = False
DJANGO_STRUCTLOG_STATUS_START_LOG_LEVEL = logs.QUIET
