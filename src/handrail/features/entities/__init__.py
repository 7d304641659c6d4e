"""Contacts, organizations, deals, services and tasks, in the words of one face."""
