"""The app itself, and what must hold after each migration."""

from importlib import import_module

from django.apps import AppConfig
from django.db.models.signals import post_migrate

ACTS = ("boards.cases.moves", "boards.plans.doubt", "boards.plans.telling")


class BoardsConfig(AppConfig):
    """Keeps the roles' groups in step with the permission table, and makes the acts known.

    An act registers how its attempts are told and read back (audit.sentences, writes.settling) when its module is
    imported; a process that serves no page, such as `manage.py sync`, must know them too.
    """

    name = "boards"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from boards.people.access import sync_roles

        post_migrate.connect(sync_roles, sender=self, dispatch_uid="boards.sync_roles")
        for acts in ACTS:
            import_module(acts)
