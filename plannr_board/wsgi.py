"""The board as a WSGI application, which asgi.py serves in its threads."""

import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "plannr_board.settings")
application = get_wsgi_application()
