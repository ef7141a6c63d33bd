"""The words of which there are only so many, with what they are called in Chinese."""

from enum import StrEnum


class ActivityKind(StrEnum):
    """政务开放日 or 政策公开讲; also the two website columns."""

    OPEN_DAY = "open_day"
    POLICY_TALK = "policy_talk"


class Form(StrEnum):
    """线上直播, 线下, 线上线下结合."""

    ONLINE = "online"
    OFFLINE = "offline"
    HYBRID = "hybrid"


class Channel(StrEnum):
    """区政府网站, 政务新媒体, and channels that the policy does not require."""

    DISTRICT_WEBSITE = "district_website"
    NEW_MEDIA = "new_media"
    OTHER = "other"


class NoticeKind(StrEnum):
    """What a text is: 活动公告, 遴选公告, 变更公告, 更正公告, 取消公告. One text may be several."""

    ACTIVITY = "activity"
    SELECTION = "selection"
    CHANGE = "change"
    CORRECTION = "correction"
    CANCELLATION = "cancellation"


class NoticeElement(StrEnum):
    """公告要素. An end time gives the duration."""

    START_AT = "start_at"
    DURATION = "duration"
    END_AT = "end_at"
    AGENDA = "agenda"
    NETIZEN_PARTICIPATION = "netizen_participation"
    HOST = "host"
    PLACE = "place"
    SIGN_UP = "sign_up"
    CONTACT = "contact"


class Entry(StrEnum):
    """How a publication became known: we published it, or a person entered it with evidence.

    Published by us is what stands on our own site and what a connected channel gave a receipt for.
    """

    BUILT_IN = "built_in"
    MANUAL = "manual"


class SelectionMethod(StrEnum):
    """公开遴选, 定向邀请."""

    OPEN_SELECTION = "open_selection"
    DIRECTED_INVITATION = "directed_invitation"


class SelectionRule(StrEnum):
    """How representatives are chosen from those who signed up: 研究确定, 先到先得, 抽签."""

    UNIT_DECISION = "unit_decision"
    FIRST_COME = "first_come"
    DRAW = "draw"


class SignUpChannel(StrEnum):
    """By whom a sign-up came in: 网上 by the person, 电话 or 纸质 entered by staff."""

    WEB = "web"
    TELEPHONE = "telephone"
    PAPER = "paper"


class SeatReleaseReason(StrEnum):
    """Why a seat is free again; no free text, which could name somebody."""

    WITHDREW = "withdrew"
    CANNOT_COME = "cannot_come"
    NOT_REACHED = "not_reached"
    NOT_ELIGIBLE = "not_eligible"


class PersonCategory(StrEnum):
    """区人大代表, 区政协委员, 群众代表（家长/企业/其他）, 媒体记者; experts, own staff."""

    NPC_DEPUTY = "npc_deputy"
    CPPCC_MEMBER = "cppcc_member"
    PARENT = "parent"
    ENTERPRISE = "enterprise"
    OTHER_PUBLIC = "other_public"
    MEDIA = "media"
    EXPERT = "expert"
    OWN_STAFF = "own_staff"


class LeaderAttendance(StrEnum):
    """主要负责同志 in person, a deputy in their place, or nobody."""

    PRINCIPAL = "principal"
    DEPUTY = "deputy"
    ABSENT = "absent"


class ChangeKind(StrEnum):
    """What a filing (报备) is about, and what its ``new_value`` then holds.

    ``reschedule`` and ``outside_window``: the new Beijing date ``YYYY-MM-DD``, or
    ``YYYY-MM-DDTHH:MM`` (Beijing) when only the clock time changes; ``cancellation``:
    ``cancelled``; ``form``: the form; ``venue``: the place; ``unit``: the unit's id.
    """

    RESCHEDULE = "reschedule"
    OUTSIDE_WINDOW = "outside_window"
    CANCELLATION = "cancellation"
    FORM = "form"
    VENUE = "venue"
    UNIT = "unit"


class OpinionDecisionKind(StrEnum):
    """采纳, 部分采纳, 未采纳."""

    ADOPTED = "adopted"
    PARTLY_ADOPTED = "partly_adopted"
    NOT_ADOPTED = "not_adopted"


class OpinionSource(StrEnum):
    """Where an opinion came from: 现场, 网上, 电话, 直播提问."""

    HALL = "hall"
    FORM = "form"
    TELEPHONE = "telephone"
    LIVESTREAM = "livestream"


class FeedbackMeans(StrEnum):
    """How the author or the public was told: 当面, 电话, 短信或邮件, 公开."""

    IN_PERSON = "in_person"
    TELEPHONE = "telephone"
    MESSAGE = "message"
    PUBLISHED = "published"


class HoldReason(StrEnum):
    """Why a question is not shown; no free text, which could repeat it."""

    PERSONAL_DATA = "personal_data"
    OFF_TOPIC = "off_topic"
    REPEATED = "repeated"
    ABUSIVE = "abusive"


class DeletionReason(StrEnum):
    """Why a recording is deleted; no free text, which could name somebody."""

    KEPT_LONG_ENOUGH = "kept_long_enough"
    PERSONAL_DATA = "personal_data"
    UNLAWFUL = "unlawful"
    TEST = "test"


class AnswerMeans(StrEnum):
    """How a question was answered: 直播中口头, 书面."""

    LIVE = "live"
    WRITTEN = "written"


class VerdictStatus(StrEnum):
    """The ten statuses of a requirement, worst first."""

    MISSED = "missed"
    NEEDS_REVIEW = "needs_review"
    DUE_SOON = "due_soon"
    GAP = "gap"
    UNSCHEDULED = "unscheduled"
    PENDING = "pending"
    MET_LATE = "met_late"
    EXEMPT = "exempt"
    MET = "met"
    NOT_APPLICABLE = "not_applicable"


class ReminderKind(StrEnum):
    """How a unit is reminded: the morning's digest, by hand (催办), or escalated (督办)."""

    DIGEST = "digest"
    REMINDER = "reminder"
    ESCALATION = "escalation"


class ReminderOccasion(StrEnum):
    """Why a unit is reminded: a few working days are left, at most one is, or none was."""

    DUE_SOON = "due_soon"
    DUE_TOMORROW = "due_tomorrow"
    MISSED = "missed"
