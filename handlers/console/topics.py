"""What a topic or an intent is called at the desk. One entry for each name of the intent table."""

from __future__ import annotations

TOPICS: dict[str, str] = {
    "greet": "Greeting",
    "goodbye": "Goodbye",
    "thank": "Thanks",
    "affirm": "Yes",
    "deny": "No",
    "menu": "Menu",
    "choose_language": "Language choice",
    "human": "Wants to speak to a person",
    "bot_question": "Who is answering?",
    "stop_messages": "Stop messages",
    "delete_data": "Delete my data",
    "out_of_scope": "Outside the infoline's scope",
    "avrr_request": "Request for voluntary return",
    "avrr_what": "Return: what it is",
    "avrr_eligibility": "Return: who can apply",
    "avrr_cost": "Return: cost",
    "avrr_money": "Return: money",
    "avrr_duration": "Return: how long it takes",
    "avrr_documents": "Return: documents",
    "avrr_reintegration": "Return: help after arrival",
    "avrr_destination": "Return: destination",
    "avrr_journey": "Return: the journey",
    "avrr_withdraw": "Withdraw from return",
    "avrr_reentry": "Return: coming back later",
    "avrr_voluntary": "Return: is it voluntary?",
    "avrr_privacy": "Return: privacy",
    "avrr_family": "Return: family",
    "avrr_health": "Return: health",
    "case_status": "Status of a request",
    "contact_office": "Contacting the office",
    "register_where": "Where to register",
    "need_shelter": "Shelter",
    "need_food_clothes": "Food or clothes",
    "need_medical": "Medical help",
    "need_psychosocial": "Psychosocial support",
    "asylum_how": "Asylum",
    "legal_help": "Legal help",
    "detained": "Detention",
    "missing_family": "Missing family member",
    "fear_return": "Fear of being returned",
    "local_services": "Local services",
    "vulnerability": "Vulnerability",
    "work_rights": "Work, school, papers",
    "resettlement": "Resettlement or family reunification",
    "onward_route": "Onward travel",
    "money_request": "Asks for money",
    "scam_report": "Reports a scam",
    "kosovar_returnee": "Returnee from Kosovo",
    "emergency": "Life in danger",
    "suicide_risk": "Risk of suicide",
    "distress": "Cry for help",
    "trafficking": "Trafficking or captivity",
    "violence_abuse": "Violence or abuse",
    "child_alone": "Child alone",
    "sea_report": "Exploitation or abuse by staff",
    "complaint": "Complaint or feedback",
    "unknown": "Not known",
}


def topic_words(name: str) -> str:
    """``name`` as it is called at the desk; a name outside the table in plain letters."""
    return TOPICS.get(name) or plain(name)


def plain(code: str) -> str:
    """A code as words, where nobody wrote better ones: "some_code" is "Some code"."""
    return code.replace("_", " ").replace(".", " ").strip().capitalize()
