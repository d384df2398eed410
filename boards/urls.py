"""One include per room."""

from django.urls import include, path

urlpatterns = [
    path("", include("boards.users.urls")),
    path("", include("boards.audit.urls")),
    path("", include("boards.mirror.review.urls")),
    path("", include("boards.writes.urls")),
    path("", include("boards.cases.urls")),
    path("", include("boards.plans.urls")),
    path("", include("boards.totals.urls")),
    path("", include("boards.board.urls")),
    path("", include("boards.home.urls")),
]
