"""The labels of a message: what each head of the classifier tells apart. The words are the design's."""

from typing import Literal, get_args

Voice = Literal["practitioner", "survivor", "child", "relative", "public", "parent", "accused", "unclear"]
DangerKind = Literal["emergency", "suicidal", "self_disclosure", "child_user"]
Urgency = Literal["now", "today", "none"]
Notification = Literal["received", "denied", "none"]

VOICES: tuple[Voice, ...] = get_args(Voice)
DANGERS: tuple[DangerKind, ...] = get_args(DangerKind)
URGENCIES: tuple[Urgency, ...] = get_args(Urgency)
NOTIFICATIONS: tuple[Notification, ...] = get_args(Notification)

OWN_LIFE: tuple[DangerKind, ...] = ("self_disclosure", "child_user")  # dangers that only the one who writes can tell of
MAY_COST_A_LIFE: tuple[DangerKind, ...] = ("emergency", "suicidal")
MAIN_FLOW = "referral"  # its guide decides by the pathway, and tells where no other is meant
NOTIFICATION_FLOW = "operation_encompass"  # its guide is of a police notification
INDUCTION = "induction"  # the tour, where the pack has one
GUIDED = (
    NOTIFICATION_FLOW,
    "routine_enquiry",
    "referral",
    "marac",
    "strategy_discussion",
    "assessment_tools",
    "safety_planning",
    "protective_orders",
    "find_service",
    "perpetrators",
    "parental_conflict",
    "indicators",
    "voice_of_child",
    INDUCTION,
    "audit_learning",
    "training",
    "human",
)
SMALL_TALK = ("greet", "help", "goodbye", "thanks", "restart")
ASIDE = ("handbook_question", "out_of_scope")
GUIDE_ANSWERS = ("human", "training", INDUCTION)  # flows whose guide is the answer, and no passage of the handbook
INFORM = "inform"  # an answer or a correction and nothing else: it starts no flow
FLOWS = (*GUIDED, *DANGERS, *ASIDE, *SMALL_TALK, INFORM)

HEADS: dict[str, tuple[str, ...]] = {
    "flow": FLOWS,
    "danger": ("none", *DANGERS),
    "voice": VOICES,
    "urgency": URGENCIES,
    "notification": NOTIFICATIONS,
    "harmed": ("no", "yes", "denied"),  # is a child told to be hurt; or is that taken back
}
# Topics of a case that is grave whatever its grade; a blow to the belly where a baby is expected.
PREGNANCY_BLOW = "pregnancy-blow"
GRAVE_TOPICS = frozenset({"strangulation", "weapon", "threats-to-kill", "sexual-violence", PREGNANCY_BLOW})
# Voices that are not at work, with a guide of their own in the pack.
PEOPLE = ("relative", "public", "parent", "accused")
