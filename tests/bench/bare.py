"""``python -m tests.bench.bare JSON``: a bare FastAPI route that answers with what a file holds."""

import json
import os
import sys
from pathlib import Path

import uvicorn
from fastapi import FastAPI
from fastapi.responses import JSONResponse

content = json.loads(Path(sys.argv[1]).read_text(encoding="utf-8"))
app = FastAPI()


@app.get("/")
async def everything() -> JSONResponse:
    """All of it."""
    return JSONResponse(content)


if __name__ == "__main__":
    host, _, port = os.environ["MINSHENG_LISTEN"].rpartition(":")
    uvicorn.run(app, host=host, port=int(port), log_config=None, access_log=False)
