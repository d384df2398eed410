"""Django's admin: the people, their roles, and the audit log to read."""

from typing import Any

from django.contrib import admin
from django.contrib.auth.admin import UserAdmin
from django.contrib.auth.models import Group
from django.http import HttpRequest

from boards.audit.models import Entry
from boards.plans.models import ApiBehaviour
from boards.users.models import User
from boards.writes.models import WriteFreeze

admin.site.site_header = "Plannr board: people"
admin.site.site_title = "Plannr board"
admin.site.index_title = "Manage"
admin.site.unregister(Group)  # The three roles are fixed by users/permissions.py.


@admin.register(User)
class PersonAdmin(UserAdmin):  # type: ignore[type-arg]  # Django's class takes no parameter when it runs
    """A person, with roles as groups; permissions of Django's own are not used by the board."""

    list_display = ("username", "called", "role_names", "plannr_account", "is_active", "is_staff", "last_login")
    list_filter = ("groups", "is_active", "is_staff")
    filter_horizontal = ("groups",)
    fieldsets = (
        (None, {"fields": ("username", "password")}),
        ("Person", {"fields": ("first_name", "last_name", "email", "plannr_account")}),
        ("Roles", {"fields": ("groups",), "description": "What each role may do stands in users/permissions.py."}),
        ("Access", {"fields": ("is_active", "is_staff", "is_superuser", "last_login")}),
    )
    readonly_fields = ("last_login",)
    add_fieldsets = (
        (None, {"fields": ("username", "first_name", "last_name", "usable_password", "password1", "password2")}),
        ("Roles", {"fields": ("groups", "plannr_account")}),
    )

    @admin.display(description="Roles")
    def role_names(self, person: User) -> str:
        return ", ".join(sorted(person.roles))


@admin.register(Entry)
class EntryAdmin(admin.ModelAdmin):  # type: ignore[type-arg]  # as above
    """The audit log: nobody adds, changes or removes a line here."""

    list_display = ("at", "kind", "actor_name", "verb", "subject_name", "outcome", "words")
    list_filter = ("kind", "verb", "outcome")
    search_fields = ("actor_name", "subject_name", "client_name", "subject_uuid")
    date_hierarchy = "at"
    ordering = ("-id",)

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


@admin.register(WriteFreeze)
class HaltAdmin(admin.ModelAdmin):  # type: ignore[type-arg]  # as above
    """What was frozen and why, to read: a manager lifts it on the board itself, with a reason that the log keeps."""

    list_display = ("at", "scope", "name", "words", "lifted_at", "lifted_by", "reason")

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


@admin.register(ApiBehaviour)
class HabitAdmin(admin.ModelAdmin):  # type: ignore[type-arg]  # as above
    """What this Plannr was seen to do. Removing a line lets the board find out again."""

    list_display = ("name", "since")

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False
