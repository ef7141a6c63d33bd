"""Until when the public address has a certificate, as whoever comes there sees it."""

import asyncio
import ssl
from datetime import datetime

import structlog
from cryptography.x509 import load_der_x509_certificate
from pydantic import HttpUrl

from services._web.running import Running
from services.announcer.settings import Settings

EVERY = 3600.0  # real seconds
PATIENCE = 10.0

log = structlog.get_logger()


async def watch_certificate(running: Running) -> None:
    """A background task of the service; where the public address has no TLS there is nothing."""
    settings = running.settings
    if not isinstance(settings, Settings) or settings.public_url.scheme != "https":
        return
    while True:
        try:
            async with asyncio.timeout(PATIENCE):
                ends = await certificate_end(settings.public_url)
            running.measures.certificate.set(ends.timestamp())
        except (OSError, TimeoutError, ValueError) as error:  # what was seen last still holds
            log.warning("certificate_not_seen", error=repr(error))
        await asyncio.sleep(EVERY)


async def certificate_end(url: HttpUrl) -> datetime:
    """When the certificate of an address ends. Nothing is sent, so nobody need be trusted."""
    context = ssl.create_default_context()
    context.check_hostname, context.verify_mode = False, ssl.CERT_NONE
    _, writer = await asyncio.open_connection(
        url.host, url.port, ssl=context, server_hostname=url.host
    )
    try:
        der = writer.get_extra_info("ssl_object").getpeercert(binary_form=True)
        return load_der_x509_certificate(der).not_valid_after_utc
    finally:
        writer.close()
