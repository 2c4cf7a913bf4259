from datetime import timedelta
from django.urls import reverse
from influence.editorial import actions
from influence.safeguards.models import Policy
from tests import makers
from tests.browser.stage import Stage
from tests.campaigns.stories import running
from tests.editorial.stories import colleague, draft
from tests.editorial.test_collisions import TEXT, NEARLY, OTHER, OWN_VOICE
from tests.editorial.test_lines import kept
from tests.makers import NOW
from tests.browser.axe import *  # noqa
import tests.browser.axe as axe

def test_shots(stage: Stage):
    from tests.editorial.test_collisions import written, submitted
    home = makers.house()
    Policy.objects.update(theme_hours=24, alike_days=60, spacing_minutes=60)
    karim, lea = colleague(home), colleague(home, "Léa Roux")
    D = timedelta(days=1)
    kept(home, voice="Simple, à la première personne.", avoid="La concurrence.", forbidden="fusion\nplan social", languages=["fr","en"], posts_per_month=6, weights={home.pillar.pk: 60, home.other_pillar.pk: 30})
    kept(home, karim, weights={home.pillar.pk: 100}, purpose="Les métiers.")
    kept(home, home.codir, purpose="Parler d'une même maison, à plusieurs voix.", weights={home.pillar.pk: 60, home.other_pillar.pk: 40})
    submitted(home, home.leader, NOW + 2*D)
    two = submitted(home, karim, NOW + 2*D + timedelta(minutes=30), text=NEARLY, why="Deux voix pour l'ouverture, exprès.")
    three = written(home, lea, NOW + 3*D, text=OTHER)
    written(home, karim, NOW + 15*D, text=OWN_VOICE, pillar=home.other_pillar)
    makers.published(home, at=NOW - 2*D)
    plan = running(home)
    plan.leaders.set([home.leader, karim, lea]); 
    from influence.people.models import Leader
    extra = colleague(home, "Noé Petit"); plan.leaders.add(extra)
    pages = {
      "lines": ("lines", [], ""), "line": ("line_of_leader", [home.leader.pk], ""), "coverage": ("coverage", [], ""), "campaigns": ("campaigns", [], ""),
      "campaign": ("campaign", [plan.pk], ""), "campaign_form": ("campaign_edit", [plan.pk], ""), "post": ("post", [two.pk], ""), "draft": ("post", [three.pk], ""), "calendar": ("calendar", [], ""), "list": ("calendar_list", [], ""),
    }
    for phone in (False, True):
        for scheme in ("light","dark"):
            page = stage.visit(home.bruno, phone=phone, scheme=scheme)
            for name,(url,args,q) in pages.items():
                page.goto(reverse(url,args=args)+q)
                wide = page.evaluate("document.documentElement.scrollWidth > document.documentElement.clientWidth + 1")
                if wide: print("WIDE", name, phone)
                for v in axe.violations(page) if hasattr(axe,"violations") else []:
                    print("AXE", name, phone, scheme, v)
                if scheme=="light": page.screenshot(path=f"/tmp/lshots/{name}-{'p' if phone else 'd'}.png", full_page=True)
    page = stage.visit(home.claire, phone=True)
    page.goto(reverse("lines")); page.screenshot(path="/tmp/lshots/lines-claire.png", full_page=True)
    page.goto(reverse("queue")); page.screenshot(path="/tmp/lshots/queue-claire.png", full_page=True)
    page = stage.visit(karim.user, phone=True)
    page.goto(reverse("queue")); page.screenshot(path="/tmp/lshots/queue-karim.png", full_page=True)
    page = stage.visit(home.bruno)
    page.goto(reverse("campaign_copy", args=[plan.pk])); page.fill("input[name=name]","Encore"); page.fill("input[name=starts_on]","2026-09-01"); page.click("button[value=show]"); page.wait_for_load_state(); page.screenshot(path="/tmp/lshots/copy.png", full_page=True)
