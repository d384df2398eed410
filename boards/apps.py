"""The app itself, and what must hold after each migration."""

from django.apps import AppConfig
from django.core import checks
from django.db.models.signals import post_migrate


class BoardsConfig(AppConfig):
    """Keeps the roles' groups in step with the permission table, and makes the operations known to every process: one
    that serves no page, such as `manage.py sync`, tells and settles what another one left.
    """

    name = "boards"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from boards import operations
        from boards.users.permissions import sync_roles

        post_migrate.connect(sync_roles, sender=self, dispatch_uid="boards.sync_roles")
        operations.make_known()
        checks.register(operations.check)
