from django.urls import path

from influence.approval.views import beside, links, on_behalf, queue, rewording

urlpatterns = [
    path("a-decider/", queue.queue, name="queue"),
    path("a-decider/en-mon-nom/", on_behalf.decided_for, name="decided_for"),
    path("a-decider/<int:pk>/", queue.decide, name="decide"),
    path("a-decider/<int:pk>/fichiers/<int:version>/<str:sha256>/", queue.decide_media, name="decide_media"),
    path("a-decider/<int:pk>/retouche/", rewording.reword, name="reword"),
    path("a-decider/<int:pk>/lue/", beside.seen, name="note_seen"),
    path("a-decider/<int:pk>/plus-tard/", beside.put_off, name="put_off"),
    path("a-decider/<int:pk>/remettre/", beside.take_up, name="take_up"),
    path("a-decider/<int:pk>/annuler/", beside.undo_answer, name="undo_answer"),
    path("a-decider/<int:pk>/reprendre/", queue.take_back, name="take_back"),
    path("a-decider/appareils/<int:pk>/oublier/", queue.forget_device, name="forget_device"),
    path("a/<str:locator>/", links.approval_link, name="approval_link"),
    path("a/<str:locator>/fichiers/<str:sha256>/", links.approval_media, name="approval_media"),
    path("a/<str:locator>/code/", links.approval_code, name="approval_code"),
    path("a/<str:locator>/verifier/", links.approval_prove, name="approval_prove"),
    path("a/<str:locator>/renouveler/", links.approval_renew, name="approval_renew"),
]
