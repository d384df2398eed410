"""Everything the project serves: the rooms of `boards`, Django's own admin and the metrics.

`/livez` and `/readyz` are answered earlier, by `plannr_board.health.ProbeMiddleware`.
"""

from django.contrib import admin
from django.urls import include, path

from plannr_board.health import metrics

urlpatterns = [
    path("admin/", admin.site.urls),
    path("metrics", metrics, name="metrics"),
    path("", include("boards.urls")),
]
