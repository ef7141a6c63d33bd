"""What livestream is told from outside besides what every service is told, and its folders."""

from pathlib import Path

from services._kit.settings import Settings as KitSettings
from services._vault import vault
from services._vault.retention import Periods
from services._web import limits

SQL = tuple(Path(it).parent / "sql" for it in (vault.__file__, limits.__file__, __file__))
TEMPLATES = Path(__file__).parent / "templates"


class Settings(Periods, KitSettings):
    """``MINSHENG_*`` variables."""

    vault_keys_file: Path
