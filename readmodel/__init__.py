"""The read model: tables that pages and lists read, written in the events' own transaction, rebuildable from zero."""
