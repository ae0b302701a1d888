"""The house's own lists: installation, histories, editions, calendars."""
