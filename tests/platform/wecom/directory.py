"""The members of the company, as an app may read them: names and departments, no numbers.

GET /cgi-bin/user/get, user/simplelist, user/list, department/list; GET /cgi-bin/agent/get;
POST /cgi-bin/user/getuserid tells whose a number is. An unknown member is 60111, a number of nobody
46004, a department that is none 60003 (these three remembered, not read).
"""

from aiohttp import web

from tests.platform.reading import json_of, words
from tests.platform.refusals import RefusedError, ok
from tests.platform.wecom.company import Company, Member

APP = "app"


class Directory:
    """Who works in the company."""

    def __init__(self, company: Company, agent_id: int) -> None:
        self._company = company
        self._agent_id = agent_id
        serve = company.host.serve
        serve("GET", "/cgi-bin/user/get", self._get)
        serve("POST", "/cgi-bin/user/getuserid", self._of_number)
        serve("GET", "/cgi-bin/user/simplelist", self._list)
        serve("GET", "/cgi-bin/user/list", self._list)
        serve("GET", "/cgi-bin/department/list", self._departments)
        serve("GET", "/cgi-bin/department/simplelist", self._departments)
        serve("GET", "/cgi-bin/agent/get", self._agent)

    async def _get(self, request: web.Request) -> web.Response:
        self._company.admit(request, APP)
        found = self._company.members.get(request.query.get("userid", ""))
        if found is None:
            raise RefusedError(60111, "userid not found")
        return ok(**_described(found))

    async def _of_number(self, request: web.Request) -> web.Response:
        self._company.admit(request, APP)
        asked = words(await json_of(request), "mobile", 32)
        found = [one for one in self._company.members.values() if one.phone == asked]
        if not found:
            raise RefusedError(46004, "mobile not found")
        return ok(userid=found[0].userid)

    async def _list(self, request: web.Request) -> web.Response:
        self._company.admit(request, APP)
        asked = request.query.get("department_id", "")
        if not asked.isdigit():
            raise RefusedError(60003, "department not found")
        everybody = request.query.get("fetch_child") == "1" and asked == "1"
        members = self._company.members.values()
        found = [_described(one) for one in members if everybody or int(asked) in one.departments]
        return ok(userlist=found)

    async def _departments(self, request: web.Request) -> web.Response:
        self._company.admit(request, APP)
        numbers = {1} | {n for one in self._company.members.values() for n in one.departments}
        named = self._company.units
        rows = [
            {"id": n, "name": named.get(n, f"部门{n}"), "parentid": int(n != 1)}
            for n in sorted(numbers)
        ]
        return ok(department=rows, department_id=rows)

    async def _agent(self, request: web.Request) -> web.Response:
        self._company.admit(request, APP)
        if request.query.get("agentid") != str(self._agent_id):
            raise RefusedError(40056, "invalid agentid")
        users = [{"userid": userid} for userid in self._company.members]
        return ok(agentid=self._agent_id, name="哨到", close=0, allow_userinfos={"user": users})


def _described(member: Member) -> dict[str, object]:
    return {
        "userid": member.userid,
        "name": member.name,
        "department": member.departments,
        "status": 2 if member.is_disabled else 1 if member.is_bound else 4,
    }
