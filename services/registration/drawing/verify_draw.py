"""核验抽签: python3 verify_draw.py bundle.jsonl [--seal 公布的承诺] [--receipt 自己的凭证].

Replays a draw from its bundle. It needs Python 3.9 or later and nothing else: no network, none of
the office's programs. Every line carries SHA-256(hash of the line before + this line), so that
nothing can change without changing the seal, which was published before the seed existed.
"""

import argparse
import hashlib
import json
import re
import sys
import unicodedata
from collections import Counter
from datetime import datetime
from pathlib import Path
from typing import Any

FORMAT = "minsheng-draw-1"
FOLLOWS = {"": "terms", "terms": "entry", "entry": "entry panel", "panel": "panel seal"}
FOLLOWS |= {"seal": "seed", "seed": "result", "result": ""}
MALFORMED = (ArithmeticError, AttributeError, LookupError, TypeError, ValueError, re.error)


class Wrong(Exception):
    """What is wrong with the line that is being read."""


class Draw:
    """What the lines read so far say; every kind of line has a method that checks it."""

    def __init__(self) -> None:
        self.kind, self.hash, self.sealed = "", "0" * 64, ""
        self.leaves: list[str] = []  # entry n stands at n - 1
        self.values: list[dict[str, str]] = []
        self.panels: list[list[int]] = []
        self.drawn: list[int] = []
        self.reserve: list[int] = []

    def read(self, text: str) -> None:
        line = json.loads(text)
        line.pop("hash")
        self.hash = line["hash"] = sha256(self.hash + canonical(line))
        expect(canonical(line) == text, "校验值对不上，这一行被改过，或者前面有增减")
        follows, self.kind = FOLLOWS[self.kind].split(), line.pop("kind")
        expect(self.kind in follows, "行的顺序不对")
        line.pop("hash")
        getattr(self, f"read_{self.kind}")(**line)

    def read_terms(self, **terms: Any) -> None:
        expect(terms["format"] == FORMAT, f"不是{FORMAT}格式")
        self.terms, self.seats, self.rules = terms, terms["seats"], self.hash
        self.labels = {it["key"]: dict(it["values"]) for it in terms["attributes"]}

    def read_entry(self, number: int, leaf: str, values: dict[str, str]) -> None:
        expect(canonical(number) == str(len(self.leaves) + 1), "序号不连续")
        expect(re.fullmatch("[0-9a-f]{64}", leaf), "凭证摘要的写法不对")
        expect(leaf > max(self.leaves[-1:], default=""), "没有按凭证摘要排列")
        expect(values.keys() == self.labels.keys(), "报名人的类别不全")
        expect(all(it in self.labels[key] for key, it in values.items()), "有没列出的类别")
        self.leaves.append(leaf)
        self.values.append(values)
        self.listed = self.hash

    def read_panel(self, number: int, members: list[int]) -> None:
        expect(canonical(number) == str(len(self.panels) + 1), "序号不连续")
        rising = canonical(sorted({int(it) for it in members}))
        expect(canonical(members) == rising, "有人重复，或者没有按序号排列")
        expect(len(members) == self.seats, f"不是{self.seats}人")
        expect(members[0] > 0 and members[-1] <= len(self.leaves), "有不在名单里的人")
        for quota in self.terms["quotas"]:
            key, value = quota["attribute"], quota["value"]
            seated = sum(self.values[it - 1][key] == value for it in members)
            within = quota["at_least"] <= seated <= quota["at_most"]
            expect(within, f"{shown(self.labels[key][value])}{seated}人，不在名额范围内")
        self.panels.append(members)

    def read_seal(self, entries: int, panels: int) -> None:
        expect([entries, panels] == [len(self.leaves), len(self.panels)], "封存的数目不对")
        self.chances = Counter(it for panel in self.panels for it in panel)
        expect(sum(self.chances.values()) == panels * self.seats, "机会合计不等于名额")
        for kind, found in self.kinds().items():
            expect(max(found) - min(found) <= 1, f"{kind}：同类的人机会不相等")
        self.sealed = self.hash

    def read_seed(self, value: str, source: str, published_at: str, evidence: Any) -> None:
        named = self.terms["seed_source"]
        expect(source == named["name"], "随机数的来源不是事先公布的")
        known = datetime.fromisoformat(named["moment"])
        expect(known <= datetime.fromisoformat(published_at), "随机数早于事先公布的时间")
        expect(re.fullmatch(named["pattern"], value), "随机数的写法不对")
        expect(evidence.keys() == {"address", "sha256"}, "随机数没有凭据")
        self.seed = value

    def read_result(self, panel: int, drawn: list[int], reserve: list[int]) -> None:
        attempt, number, many = 0, len(self.panels), len(self.panels)
        while number >= many:  # a number too large is thrown away, so that no panel is likelier
            lot = sha256(FORMAT, "panel", self.sealed, self.seed, str(attempt))
            number, attempt = int(lot, 16) >> (256 - (many - 1).bit_length()), attempt + 1
        expect(canonical(panel) == str(number + 1), f"应抽中第{number + 1}组")
        expect(canonical(drawn) == canonical(self.panels[number]), "名单不是抽中的那一组")
        waiting = set(range(1, len(self.leaves) + 1)) - set(drawn)
        about = (FORMAT, "reserve", self.sealed, self.seed)
        order = sorted(waiting, key=lambda it: sha256(*about, self.leaves[it - 1]))
        following = order[: self.terms["reserve"]]
        expect(canonical(reserve) == canonical(following), "候补的顺序不对")
        self.drawn, self.reserve = drawn, reserve

    def kinds(self) -> dict[str, list[int]]:
        """The chances of the people of each kind, person by person."""
        found: dict[str, list[int]] = {}
        for number, values in enumerate(self.values, 1):
            kind = " ".join(self.labels[key][values[key]] for key in self.labels)
            found.setdefault(shown(kind), []).append(self.chances[number])
        return found

    def report(self) -> None:
        many = len(self.panels)
        print(f"规则 {self.rules}\n名单 {self.listed}  {len(self.leaves)}人  一致")
        print(f"机会 合计 {sum(self.chances.values()) / many:.3f}")
        for kind, found in sorted(self.kinds().items(), key=lambda it: (min(it[1]), it[0])):
            spread, share = "至".join(map(str, sorted(set(found)))), sum(found) / len(found) / many
            print(f"  {share:6.1%}  {spread}/{many}  {kind}  {len(found)}人")
        if self.drawn:
            print(f"种子 取自{shown(self.terms['seed_source']['name'])}  一致")
            print(f"名单 {len(self.drawn)}人 候补 {len(self.reserve)}人  一致")

    def find(self, receipt: str) -> str:
        code = re.sub(r"[\s-]", "", unicodedata.normalize("NFKC", receipt)).upper()
        places = {it: f"候补第{rank}位" for rank, it in enumerate(self.reserve, 1)}
        places.update(dict.fromkeys(self.drawn, "抽中"))
        for number, leaf in enumerate(self.leaves, 1):
            if leaf == sha256("minsheng-draw-leaf-1", code, canonical(self.values[number - 1])):
                place = places.get(number, "没有抽中" if self.drawn else "等待随机数")
                return f"凭证 第{number}号  机会{self.chances[number]}/{len(self.panels)}  {place}"
        raise Wrong("这个凭证不在封存的名单里")


def expect(holds: object, what: str) -> None:
    if not holds:
        raise Wrong(what)


def canonical(content: Any) -> str:
    return json.dumps(content, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def sha256(*parts: str) -> str:
    return hashlib.sha256("\n".join(parts).encode()).hexdigest()


def shown(text: str) -> str:
    return "".join(letter if letter.isprintable() else "?" for letter in text)


def main(*arguments: str) -> None:
    options = argparse.ArgumentParser(description="核验抽签数据包")
    options.add_argument("bundle", type=Path, help="下载的数据包")
    options.add_argument("--seal", help="事先公布的承诺")
    options.add_argument("--receipt", help="报名时收到的凭证")
    given = options.parse_args(arguments or None)
    draw, where = Draw(), "数据包"
    try:
        lines = given.bundle.read_bytes().split(b"\n")
        for number, line in enumerate(lines[:-1], 1):
            where = f"第{number}行"
            draw.read(line.decode())
        expect(not lines[-1] and draw.kind in {"seal", "result"}, "后面缺行，数据包不完整")
        where = "核对"
        expect(given.seal in {None, draw.sealed}, f"承诺与公布的不同，数据包的是{draw.sealed}")
        print(f"承诺 {draw.sealed}  {'一致' if given.seal else '请与事先公布的比对'}")
        draw.report()
        if given.receipt:
            print(draw.find(given.receipt))
    except (Wrong, OSError, RecursionError, *MALFORMED) as wrong:
        sys.exit(f"{where}：{wrong if isinstance(wrong, Wrong) else '打不开，或者写法不对'}")
    same = "与公布结果相同" if given.seal else "数据包前后一致"
    print(f"结论：{same if draw.drawn else '名单已封存，等待随机数'}")


if __name__ == "__main__":
    sys.stdout.reconfigure(errors="replace")  # type: ignore[union-attr] # whatever the terminal
    main()
