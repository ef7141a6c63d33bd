"""Pages: a service's templates and the shared ones, and errors as pages."""

import hashlib
from collections.abc import Callable, Coroutine, Mapping
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Any, ClassVar

import structlog
from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import HTMLResponse, RedirectResponse, Response
from fastapi.routing import APIRoute
from jinja2 import Environment, FileSystemLoader, StrictUndefined
from starlette.exceptions import HTTPException
from starlette.staticfiles import StaticFiles
from starlette.types import Scope

from services._kit.decider import Refused
from services._kit.postgres import UNAVAILABLE
from services._kit.store import StoreUnavailable
from services._kit.writer import Busy, KeyReused
from services._web.faults import RETRY_AFTER, BadField, Denied, NotFound, fault
from services._web.forms import Invalid
from services._web.signed_in import (
    RENEW,
    SignInNeeded,
    Visitor,
    asked_for,
    renewing,
    visitor_if_any,
)

log = structlog.get_logger()

Handler = Callable[[Request], Coroutine[Any, Any, Response]]

FOLDER = Path(__file__).parent
LARGE = "large_print"
PRIVATE = {"Cache-Control": "no-store"}
TITLES = {
    401: "登录已过期",
    403: "没有办理",
    404: "没有这个页面",
    409: "没有保存",
    422: "没有保存",
    429: "请稍后再试",
    500: "页面出错了",
    503: "暂时打不开",
}
_KEPT = "max-age=31536000, immutable"
_BUSY: tuple[type[Exception], ...] = (Busy, StoreUnavailable, *UNAVAILABLE)


class Page(APIRoute):
    """A route whose every refusal is a page too; ``pages`` is set by ``Pages.route``."""

    pages: ClassVar["Pages"]

    def get_route_handler(self) -> Handler:
        """The route's handler with every refusal turned into HTML."""
        answer = super().get_route_handler()

        async def handle(request: Request) -> Response:
            try:
                return await answer(request)
            except SignInNeeded as needed:
                return RedirectResponse(needed.mended_at, 303, PRIVATE)
            except Exception as error:  # noqa: BLE001 - whatever it is, a person reads the answer
                return self.pages.refusal(request, error)

        return handle


class Pages:
    """A service's pages within one frame: ``layout_desk.html`` or ``layout_public.html``.

    ``assets`` is the path below which the service serves static files (``mount_assets``).
    """

    def __init__(self, package: str, layout: str, assets: str) -> None:
        here = Path(str(files(package)))
        self.layout, self.assets = layout, assets
        self.folders = (here / "static", FOLDER / "static")
        self.environment = Environment(
            loader=FileSystemLoader([here / "templates", FOLDER / "templates"]),
            autoescape=True,
            auto_reload=False,
            undefined=StrictUndefined,
            trim_blocks=True,
            lstrip_blocks=True,
        )
        self.environment.globals |= {"asset": self.asset, "layout": layout}
        self.route: type[Page] = type("Route", (Page,), {"pages": self})

    def asset(self, name: str) -> str:
        """The address of a static file, with its checksum so that browsers may keep it for good."""
        return f"{self.assets}/{name}?v={_digest(self.folders, name)}"

    def show(
        self,
        request: Request,
        template: str,
        *,
        visitor: Visitor | None = None,
        status: int = 200,
        headers: Mapping[str, str] | None = None,
        **shown: Any,
    ) -> HTMLResponse:
        """A template as an answer; nobody but the browser it is for may keep it."""
        large = request.cookies.get(LARGE) == "on"
        html = self.environment.get_template(template).render(
            visitor=visitor,
            path=request.url.path,
            this_address=asked_for(request),
            large=large,
            **shown,
        )
        return HTMLResponse(html, status, {**PRIVATE, **(headers or {})})

    def refusal(self, request: Request, error: Exception) -> HTMLResponse:
        """A page that says why not."""
        headers: dict[str, str] = {}
        match error:
            case Denied():
                status, text, headers = error.status, error.message, error.headers
            case BadField():
                status, text = 422, error.message
            case NotFound():
                status, text = 404, error.message
            case Refused():
                status, text = 409, error.message
            case KeyReused():
                status, text = 409, "这份表单已经提交过，内容不同的请重新打开页面填写。"
            case Invalid():
                status, text = 422, " ".join(error.errors.values())
            case RequestValidationError():  # what is wrong stands in the address
                status, text = 404, "地址可能有误，或者内容已经撤下。"
            case HTTPException():
                status, text = error.status_code, "无法处理该请求。"
                headers = dict(error.headers or {})
            case _ if isinstance(error, _BUSY):
                log.warning("page_put_off", error=repr(error))
                status, text = 503, "系统繁忙，请稍后再试。已经保存的内容没有丢失。"
                headers = {"Retry-After": RETRY_AFTER}
            case _:
                log.error("page_failed", path=request.url.path, exc_info=error)
                status, text = 500, "已经记录下来，请稍后再试。已经保存的内容没有丢失。"
        return self.error(request, status, text, headers)

    def error(
        self, request: Request, status: int, text: str, headers: Mapping[str, str] | None = None
    ) -> HTMLResponse:
        """A page for a status that is not success."""
        posted = request.method != "GET"
        return self.show(
            request,
            "error_page.html",
            visitor=visitor_if_any(request),
            status=status,
            headers=headers,
            title=TITLES.get(status, TITLES[500]),
            code=status,
            text=text,
            sign_in=RENEW if posted else renewing(request),
        )

    async def missing(self, request: Request, error: Exception) -> Response:
        """What stands at no address (``app.add_exception_handler(404, pages.missing)``)."""
        del error
        if request.url.path.startswith(("/api/", "/health", "/status")):
            return fault(404, "not_found", "没有这个地址。")
        return self.error(request, 404, "地址可能有误，或者内容已经撤下。")


def mount_assets(app: FastAPI, pages: Pages) -> None:
    """Serve the static files of pages, the service's own before the shared ones."""
    app.mount(pages.assets, Assets(pages.folders))


class Assets(StaticFiles):
    """Static files of several folders; of two with one name, the earlier folder's."""

    def __init__(self, folders: tuple[Path, ...]) -> None:
        super().__init__(directory=folders[-1])
        self.all_directories = [folder for folder in folders if folder.is_dir()]

    async def get_response(self, path: str, scope: Scope) -> Response:
        """The file; one that is asked for by its checksum is kept for good."""
        response = await super().get_response(path, scope)
        if b"v=" in scope.get("query_string", b""):
            response.headers["Cache-Control"] = _KEPT
        return response


@cache
def _digest(folders: tuple[Path, ...], name: str) -> str:
    found = next(folder / name for folder in folders if (folder / name).is_file())
    return hashlib.sha256(found.read_bytes()).hexdigest()[:12]
