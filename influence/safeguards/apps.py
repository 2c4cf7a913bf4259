from django.apps import AppConfig


class SafeguardsConfig(AppConfig):
    name = "influence.safeguards"
    verbose_name = "garde-fous"
