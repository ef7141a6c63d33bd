"""Telling people: channels, an outbox that sends each message once, and the settings of both."""
