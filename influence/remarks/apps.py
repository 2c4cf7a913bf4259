from django.apps import AppConfig


class RemarksConfig(AppConfig):
    name = "influence.remarks"
