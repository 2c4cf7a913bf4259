from typing import Any

from django import forms
from django.http import QueryDict

from influence.editorial.calendar.cards import seen_at
from influence.editorial.calendar.wishes import place_of
from influence.editorial.forms import MoveForm
from influence.editorial.models import Post
from influence.editorial.moving import MovedMeanwhile


class PlaceForm(MoveForm):
    """A move from a page: `seen` is where the post was on it (cards.seen_at), `retour` the way back into the calendar."""

    seen = forms.CharField(required=False, max_length=20, widget=forms.HiddenInput)
    retour = forms.CharField(required=False, max_length=2000, widget=forms.HiddenInput)

    met: MovedMeanwhile | None = None

    def show_met(self, refusal: MovedMeanwhile) -> None:
        """Both ways are open: leave it where it is now, or move it all the same."""
        self.met = refusal
        self.data = self.data.copy()
        self.data["seen"] = seen_at(refusal.slot.at if refusal.slot else None)


def form_of(post: Post, given: QueryDict | None, *, retour: str = "", **wished: Any) -> PlaceForm:
    """`wished`: day and time, where a gesture and not the fields say them."""
    if given is None:
        here = place_of(post.slot) if post.slot else {}
        seen = seen_at(post.slot.at if post.slot else None)
        return PlaceForm(initial={**here, "seen": seen, "retour": retour})
    filled = given.copy()
    for name, value in wished.items():
        filled[name] = value
    return PlaceForm(filled)
