"""Channels that publish by themselves: a website's CMS, a media centre; asked over a webhook."""
