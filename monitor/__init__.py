"""HRAEM Monitor: progress updates, reminders and quarterly reports for a plan carried by many groups.

Empty on purpose: whoever needs one rule of the domain must not load the whole application (`monitor.app.create_app`).
"""
