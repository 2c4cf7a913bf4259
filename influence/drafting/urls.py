from django.urls import path

from influence.drafting import views

urlpatterns = [
    path("modeles/", views.templates, name="templates"),
    path("modeles/nouveau/", views.template_new, name="template_new"),
    path("modeles/apercu/", views.template_preview, name="template_preview"),
    path("modeles/fournis/<slug:language>/<slug:slug>/", views.template_file, name="template_file"),
    path("modeles/<int:pk>/", views.template, name="template"),
    path("modeles/<int:pk>/versions/<int:number>/", views.template_version, name="template_version"),
    path("modeles/<int:pk>/versions/<int:number>/retablir/", views.template_restore, name="template_restore"),
    path("modeles/<int:pk>/retirer/", views.template_retire, name="template_retire"),
    path("modeles/<int:pk>/remettre/", views.template_bring_back, name="template_bring_back"),
]
