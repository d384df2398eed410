"""The board as a WSGI application, for servers that speak nothing else; live updates need asgi.py."""

import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "plannr_board.settings")
application = get_wsgi_application()
