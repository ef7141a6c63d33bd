"""Telling people (告知): one outbox, sent by mail or SMS, or read out from a call list."""
