"""A template is written in the browser: its preview follows the keys, and what is wrong is pointed at."""

from influence.drafting.models import Template
from tests.browser.stage import Stage
from tests.drafting.test_own_templates import SOURCE
from tests.makers import House


def test_a_template_is_written_with_its_preview_beside_it(stage: Stage, home: House) -> None:
    page = stage.visit(home.bruno)
    page.goto("/modeles/nouveau/")
    page.locator("#id_source").fill(SOURCE.replace("{{ lieu }}", "{{ lieux }}"))
    page.locator("#sight .excerpt mark", has_text="lieux").wait_for()
    page.locator("#id_source").fill(SOURCE)
    page.locator("#sight .post-text", has_text="Je suis à Vernay le mardi 14 avril 2026.").first.wait_for()
    page.locator("button[value=save]").click()
    page.get_by_role("heading", name="Essai", level=1).wait_for()
    assert Template.objects.get().slug == "essai"
    page.goto("/publications/nouvelle/")
    page.locator("select[name=template]").select_option("essai")
    page.locator("input[name=champ-lieu]").wait_for()
    # The preview beside it is still being made.
    page.wait_for_load_state("networkidle")
