"""Everything the project serves: the rooms of `boards` and Django's own admin, whose door is the board's own.

`/livez`, `/readyz` and `/metrics` are answered earlier, by `plannr_board.health.ProbeMiddleware`.
"""

from django.contrib import admin
from django.urls import include, path

from boards.users.views import admin_door

urlpatterns = [
    path("admin/login/", admin_door),
    path("admin/", admin.site.urls),
    path("", include("boards.urls")),
]

handler400 = "boards.middleware.bad_request"
handler500 = "boards.middleware.server_error"
