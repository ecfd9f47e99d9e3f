"""The page of the map: three layers, from the county down to a grid."""

from aiohttp import web
from sqlmodel import Session

from bot.console.door import Door
from bot.console.map.drawing import Drawings
from bot.console.map.figures import ASKED_WITHIN, MOST_POINTS, Counting
from bot.console.map.layers import FEWEST, NAMES, Layer
from bot.console.map.picture import Picture, drawn, figure_of, to_map, to_queue
from bot.console.map.scope import scope_for
from bot.console.parameters import code_in
from bot.console.rooms import ROLES
from bot.console.visitor import Visitor


def routes(door: Door) -> list[web.RouteDef]:
    """The page's address."""
    return [web.get("/console/map", door.page(_Map(door).show, ROLES["map"]))]


class _Map:
    def __init__(self, door: Door) -> None:
        self._door = door
        self._drawings = Drawings()
        self._counting = Counting()

    async def show(self, request: web.Request, visitor: Visitor) -> web.StreamResponse:
        """The layer and the region asked for, as far as the visitor's post reaches."""
        scope = scope_for(visitor, request.query.get("region", ""))
        if scope is None:
            raise web.HTTPNotFound
        asked = request.query.get("layer", "")
        layer = code_in(Layer, asked) or Layer.OPEN

        def find(session: Session) -> Picture:
            # Here, so that a county that is drawn for the first time holds nobody else up.
            figures = self._counting.count(session, visitor, scope, layer)
            return Picture(scope, layer, figures, self._drawings.of(scope))

        picture = await self._door.house.db.read(find)
        may_draw = visitor.is_any(ROLES["boundaries"])
        return self._door.show("map.html", visitor, {**_page(picture), "may_draw": may_draw})


def _page(picture: Picture) -> dict[str, object]:
    layer, scope = picture.layer, picture.scope
    return {
        "picture": picture,
        "shapes": drawn(picture.cells, picture),
        "layer": layer,
        "layers": [(one, NAMES[one], to_map(one, scope.region)) for one in Layer],
        "is_content": layer is Layer.CONTENT,
        "figure_of": figure_of,
        "to_map": to_map,
        "to_queue": to_queue,
        "scope": scope,
        "days": ASKED_WITHIN.days,
        "most_points": MOST_POINTS,
        "fewest": FEWEST,
    }
