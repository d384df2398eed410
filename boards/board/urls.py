"""Addresses of the board room: the home page, the clients, a client's board, and the firm's."""

from django.urls import path

from boards.board import changes, clients, doubts, home, saved, views

app_name = "board"
urlpatterns = [
    path("", home.home, name="home"),
    path("clients/", clients.clients, name="clients"),
    path("clients/<uuid:client>/board/", views.show, name="show"),
    path("clients/<uuid:client>/board/refresh/", views.refresh, name="refresh"),
    path("clients/<uuid:client>/board/more/", views.more, name="more"),
    path("clients/<uuid:client>/board/fold/", views.fold, name="fold"),
    path("clients/<uuid:client>/board/compact/", views.compact, name="compact"),
    path("clients/<uuid:client>/board/filters/", views.filters, name="filters"),
    path("clients/<uuid:client>/board/views/", saved.views, name="views"),
    path("clients/<uuid:client>/board/views/<int:number>/", saved.view, name="view"),
    path("clients/<uuid:client>/board/doubts/", doubts.doubts, name="doubts"),
    path("clients/<uuid:client>/board/changes/", changes.changes, name="changes"),
    path("board/", views.show, name="firm"),
    path("board/refresh/", views.refresh, name="firm-refresh"),
    path("board/more/", views.more, name="firm-more"),
    path("board/fold/", views.fold, name="firm-fold"),
    path("board/compact/", views.compact, name="firm-compact"),
    path("board/filters/", views.filters, name="firm-filters"),
    path("board/doubts/", doubts.doubts, name="firm-doubts"),
    path("board/views/", saved.views, name="firm-views"),
    path("board/views/<int:number>/", saved.view, name="firm-view"),
]
