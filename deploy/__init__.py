"""Everything that puts the services on a machine; nothing imports it."""
