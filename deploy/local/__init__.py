"""The whole product on one machine: real servers from wheels, under one supervisor."""
