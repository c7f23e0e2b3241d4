"""What a new unit gets for procedures: the entry in its menu, and its place among the agencies."""

from portal.core import text
from sites.units.steps import Provisioning, register_step

from .models import Agency, ProcedureIndexPage

TITLES = {"vi": "Thủ tục", "en": "Procedures"}
SLUG = "thu-tuc"


@register_step(575, of_authorities=True)
def make_procedure_list(context: Provisioning) -> None:
    """The list of procedures in the menu, in every language of the unit."""
    context.add_section(
        SLUG, lambda language: ProcedureIndexPage(title=TITLES.get(language, TITLES["vi"]), show_in_menus=True)
    )


@register_step(580, of_authorities=True)
def tie_agency(context: Provisioning) -> None:
    """A department, or the province, is the agency of its name, so that its procedures are found on its site."""
    tier = context.version.tier.code
    if tier == "department":
        code = text.slugify(context.version.full_name, 60)
    elif tier == "province":
        code = "ubnd-tinh"
    else:
        return
    if Agency.objects.filter(code=code, unit=None).update(unit=context.unit):
        context.changes.append(f"agency {code}")
