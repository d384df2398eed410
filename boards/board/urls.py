"""Addresses of the boards, a client's and the firm's."""

from django.urls import path

from boards.board import changes, pending_changes, saved_filters, views

app_name = "board"
urlpatterns = [
    path("clients/<uuid:client>/board/", views.show_board, name="show"),
    path("clients/<uuid:client>/board/refresh/", views.refresh, name="refresh"),
    path("clients/<uuid:client>/board/more/", views.more_cards, name="more"),
    path("clients/<uuid:client>/board/fold/", views.fold_column, name="fold"),
    path("clients/<uuid:client>/board/compact/", views.compact, name="compact"),
    path("clients/<uuid:client>/board/filters/", views.filters, name="filters"),
    path("clients/<uuid:client>/board/views/", saved_filters.saved_views, name="views"),
    path("clients/<uuid:client>/board/views/<int:number>/", saved_filters.saved_view, name="view"),
    path("clients/<uuid:client>/board/doubts/", pending_changes.pending_changes, name="doubts"),
    path("clients/<uuid:client>/board/changes/", changes.changes, name="changes"),
    path("board/", views.show_board, name="firm"),
    path("board/refresh/", views.refresh, name="firm-refresh"),
    path("board/more/", views.more_cards, name="firm-more"),
    path("board/fold/", views.fold_column, name="firm-fold"),
    path("board/compact/", views.compact, name="firm-compact"),
    path("board/filters/", views.filters, name="firm-filters"),
    path("board/doubts/", pending_changes.pending_changes, name="firm-doubts"),
    path("board/views/", saved_filters.saved_views, name="firm-views"),
    path("board/views/<int:number>/", saved_filters.saved_view, name="firm-view"),
]
