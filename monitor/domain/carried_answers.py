"""Which of last time's answers may be given again by pressing a button."""

CARRIED_OVER = frozenset(
    {
        "status",
        "percent_done",
        "punctuality",
        "delay_reason",
        "delay_words",
        "nothing_reason",
        "achieved",
        "obstacles",
        "next_steps",
        "womens_role",
        "no_participation_reason",
    }
)
"""Words and states, and the percentage: it is of the whole project, so that it may truly be the same.

Never the counts of a quarter's people, the day on which a milestone was met, nor a ticked box: those are said anew, or
figures of one quarter would be counted in two.
"""
