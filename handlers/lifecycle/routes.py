"""Who is to be whistled for a case, as far as its facts tell."""

from handlers.lifecycle.facts import Facts
from handlers.routing.whistle import Route, departments_for
from handlers.situation import World

_MAY_HELP = {
    # confidential matters: of the co-handlers only those the reporter needs
    "domestic_violence": ("妇联",),
    "child_protection": ("教育", "妇联", "派出所", "公安"),
}


def route_of(facts: Facts, world: World) -> Route:
    """Who is to be whistled for this case; of a confidential one only who must know."""
    route = departments_for(facts.leaf, facts.region_id, world.directory, facts.avoid)
    if not facts.is_closed_circle:
        return route
    wanted = _MAY_HELP.get(facts.leaf.id, ())
    co = tuple(d for d in route.co if any(name in d.name for name in wanted))
    return Route(route.lead, co, route.reasons)
