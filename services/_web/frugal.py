"""Imported before all else by a process that serves, so that it starts with less work."""

import gc
import sys

from pydantic import BaseModel

gc.disable()  # until it serves: nothing that is imported is garbage
BaseModel.model_config["defer_build"] = True  # a model is built when it is first met
sys.modules["rich"] = None  # type: ignore[assignment]  # colours a terminal, which no service has
