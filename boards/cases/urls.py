"""Addresses of the cases room."""

from django.urls import path

from boards.cases.views import case, completion, moves, new, pending

app_name = "cases"
urlpatterns = [
    path("cases/<uuid:case>/", case.case_detail, name="case"),
    path("cases/<uuid:case>/fresh/", case.refresh_case, name="fresh"),
    path("cases/<uuid:case>/card/", case.current_card, name="card"),
    path("cases/<uuid:case>/edit/", case.edit, name="edit"),
    path("cases/<uuid:case>/quick/", case.quick_edit, name="quick"),
    path("cases/<uuid:case>/completion/", completion.completion, name="completion"),
    path("cases/<uuid:case>/people/", case.change_participants, name="people"),
    path("cases/<uuid:case>/people/find/", case.find_participants, name="find-people"),
    path("cases/<uuid:case>/settled/<int:attempt>/", pending.pending_result, name="settled"),
    path("cases/new/", new.choose_client, name="choose"),
    path("clients/<uuid:client>/cases/new/", new.new_case, name="new"),
    path("clients/<uuid:client>/cases/", new.create, name="create"),
    path("clients/<uuid:client>/cases/<int:attempt>/", new.creation_result, name="created"),
    path("cases/<uuid:case>/move/", moves.move, name="move"),
    path("cases/<uuid:case>/undo/<int:attempt>/", moves.undo, name="undo"),
    path("moves/", moves.recent_moves, name="recent"),
    path("moves/newest/", moves.next_undo, name="newest"),
]
