"""What a new unit gets for the dialogue: the entry in its menu."""

from sites.units.steps import Provisioning, register_step

from .models import DialoguePage

TITLES = {"vi": "Hỏi đáp, phản ánh", "en": "Ask and report"}
SLUG = "hoi-dap"


@register_step(590, of_authorities=True)
def make_dialogue_entry(context: Provisioning) -> None:
    """The door to questions and reports in the menu, in every language of the unit."""
    context.add_section(
        SLUG, lambda language: DialoguePage(title=TITLES.get(language, TITLES["vi"]), show_in_menus=True)
    )
