"""`migrate` makes of a new model what Django would, and leaves alone the copies of those it points at."""

from django.core.management import get_commands
from django.db import migrations, models
from django.db.migrations.state import ModelState, ProjectState

from portal.core.management.commands.migrate import add_model


def model(called: str, **fields: models.Field) -> ModelState:
    return ModelState("quick", called, [("id", models.BigAutoField(primary_key=True)), *fields.items()])


def pointing_at(target: str) -> models.ForeignKey:
    return models.ForeignKey(target, models.CASCADE)


def relations(state: ProjectState) -> set[tuple[str, str, str]]:
    return {
        (source._meta.label, field.name, field.related_model._meta.label)
        for source in state.apps.get_models()
        for field in source._meta.get_fields()
        if field.is_relation
    }


def made(add) -> ProjectState:
    """A state with models that are connected in a row, with themselves and by a table of their own."""
    state = ProjectState()
    state.add_model(model("First"))
    assert state.apps.get_model("quick", "first")
    add(state, model("Second", first=pointing_at("quick.First")))
    add(state, model("Tree", above=pointing_at("quick.Tree"), first=pointing_at("quick.First")))
    add(state, model("Last", second=pointing_at("quick.Second"), many=models.ManyToManyField("quick.Tree")))
    return state


def test_a_new_model_is_connected_as_django_connects_it():
    quick, slow = made(add_model), made(ProjectState.add_model)
    assert relations(quick) == relations(slow)
    assert len(relations(quick)) > 8
    assert quick.relations.keys() == slow.relations.keys()
    for state in (quick, slow):
        # Both go on as Django does.
        migrations.AddField("Second", "last", pointing_at("quick.Last")).state_forwards("quick", state)
    assert relations(quick) == relations(slow)


def test_what_was_there_before_is_not_made_again_and_an_earlier_state_does_not_have_it():
    state = ProjectState()
    state.add_model(model("First"))
    first = state.apps.get_model("quick", "first")
    earlier = state.clone()
    add_model(state, model("Second", first=pointing_at("quick.First")))
    assert state.apps.get_model("quick", "first") is first
    assert state.apps.get_model("quick", "second")._meta.get_field("first").related_model is first
    assert ("quick", "second") not in earlier.models
    assert "second" not in earlier.apps.all_models["quick"]


def test_a_model_that_is_there_already_is_made_again():
    state = ProjectState()
    state.add_model(model("First"))
    before = state.apps.get_model("quick", "first")
    add_model(state, model("First", name=models.TextField()))
    assert state.apps.get_model("quick", "first") is not before
    assert state.apps.get_model("quick", "first")._meta.get_field("name")


def test_it_is_this_command_that_makes_tables():
    assert get_commands()["migrate"] == "portal.core"
