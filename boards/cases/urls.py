"""Addresses of the cases room."""

from django.urls import path

from boards.cases import adding, doubt, finishing, pages, views

app_name = "cases"
urlpatterns = [
    path("cases/<uuid:case>/", pages.case, name="case"),
    path("cases/<uuid:case>/fresh/", pages.fresh, name="fresh"),
    path("cases/<uuid:case>/card/", pages.card, name="card"),
    path("cases/<uuid:case>/edit/", pages.edit, name="edit"),
    path("cases/<uuid:case>/quick/", pages.quick_edit, name="quick"),
    path("cases/<uuid:case>/completion/", finishing.completion, name="completion"),
    path("cases/<uuid:case>/people/", pages.people, name="people"),
    path("cases/<uuid:case>/people/find/", pages.find_people, name="find-people"),
    path("cases/<uuid:case>/settled/<int:attempt>/", doubt.settled, name="settled"),
    path("cases/new/", adding.choose, name="choose"),
    path("clients/<uuid:client>/cases/new/", adding.new, name="new"),
    path("clients/<uuid:client>/cases/", adding.create, name="create"),
    path("clients/<uuid:client>/cases/<int:attempt>/", adding.created, name="created"),
    path("cases/<uuid:case>/move/", views.move, name="move"),
    path("cases/<uuid:case>/undo/<int:attempt>/", views.undo, name="undo"),
    path("moves/", views.recent, name="recent"),
    path("moves/newest/", views.newest_act, name="newest"),
]
