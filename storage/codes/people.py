"""Codes of people and where they stand."""

from enum import StrEnum


class Level(StrEnum):
    """How high a region stands: 县, 乡镇街道, 村社区, 网格; and the city above all for escalation."""

    CITY = "city"
    COUNTY = "county"
    TOWNSHIP = "township"
    VILLAGE = "village"
    GRID = "grid"


class Role(StrEnum):
    """What a person's post is."""

    RESIDENT = "resident"
    GRID_MEMBER = "grid_member"
    GRID_LEAD = "grid_lead"
    VILLAGE_CADRE = "village_cadre"
    MEDIATOR = "mediator"
    POLICE = "police"
    LEGAL_ADVISER = "legal_adviser"
    DEPARTMENT_CLERK = "department_clerk"
    DEPARTMENT_LEADER = "department_leader"
    TOWNSHIP_DUTY = "township_duty"
    COUNTY_DUTY = "county_duty"
    CHILD_OFFICER = "child_officer"
    CENTRE_OPERATOR = "centre_operator"
    LEADER = "leader"
    ADMINISTRATOR = "administrator"
    BOT = "bot"


class GroupKind(StrEnum):
    """Who sits in a chat group."""

    RESIDENTS = "residents"
    STAFF = "staff"
    DEPARTMENT = "department"
