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
        self.hash, self.kind = "0" * 64, ""
        self.rules = self.listed = self.sealed = self.seed = ""
        self.entries: list[dict[str, str]] = []  # values; entry n stands at n - 1
        self.leaves: list[str] = []
        self.panels: list[list[int]] = []
        self.chances: Counter[int] = Counter()  # in how many panels entry n sits
        self.drawn: list[int] = []
        self.reserve: list[int] = []

    def read(self, text: str) -> None:
        line = json.loads(text)
        carried = line.pop("hash")
        found = sha256(self.hash + canonical(line))
        expect(carried == found, "校验值对不上，这一行被改过，或者前面有增减")
        expect(canonical({**line, "hash": found}) == text, "不是规定的写法")
        kind = line.pop("kind")
        expect(kind in FOLLOWS[self.kind].split(), "行的顺序不对")
        self.hash, self.kind = found, kind
        getattr(self, f"read_{kind}")(**line)

    def read_terms(self, **terms: Any) -> None:
        expect(terms["format"] == FORMAT, f"不是{FORMAT}格式")
        self.terms, self.seats, self.rules = terms, terms["seats"], self.hash
        self.labels = {it["key"]: dict(it["values"]) for it in terms["attributes"]}

    def read_entry(self, number: int, leaf: str, values: dict[str, str]) -> None:
        expect(number == len(self.entries) + 1, "序号不连续")
        expect(not self.leaves or self.leaves[-1] < leaf, "没有按凭证摘要排列")
        expect(values.keys() == self.labels.keys(), "报名人的类别不全")
        expect(all(it in self.labels[key] for key, it in values.items()), "有没列出的类别")
        self.entries.append(values)
        self.leaves.append(leaf)
        self.listed = self.hash

    def read_panel(self, number: int, members: list[int]) -> None:
        expect(number == len(self.panels) + 1, "序号不连续")
        expect(members == sorted(set(members)), "有人重复，或者没有按序号排列")
        expect(members[0] > 0 and members[-1] <= len(self.entries), "有不在名单里的人")
        expect(len(members) == self.seats, f"不是{self.seats}人")
        for quota in self.terms["quotas"]:
            key, value = quota["attribute"], quota["value"]
            seated = sum(self.entries[it - 1][key] == value for it in members)
            within = quota["at_least"] <= seated <= quota["at_most"]
            expect(within, f"{shown(self.labels[key][value])}{seated}人，不在名额范围内")
        self.panels.append(members)
        self.chances.update(members)

    def read_seal(self, entries: int, panels: int) -> None:
        expect([entries, panels] == [len(self.entries), len(self.panels)], "封存的数目不对")
        expect(sum(self.chances.values()) == panels * self.seats, "机会合计不等于名额")
        for kind, found in self.kinds().items():
            expect(max(found) - min(found) <= 1, f"{kind}：同类的人机会不相等")
        self.sealed = self.hash

    def read_seed(self, value: str, source: str, published_at: str, evidence: Any) -> None:
        named = self.terms["seed_source"]
        expect(source == named["name"], "随机数的来源不是事先公布的")
        known = datetime.fromisoformat(named["moment"])
        expect(known <= datetime.fromisoformat(published_at), "随机数早于事先公布的时间")
        expect(bool(re.fullmatch(named["pattern"], value)), "随机数的写法不对")
        expect(evidence.keys() == {"address", "sha256"}, "随机数没有凭据")
        self.seed = value

    def read_result(self, panel: int, drawn: list[int], reserve: list[int]) -> None:
        many = number = len(self.panels)
        attempt = 0
        while number >= many:  # a number too large is thrown away, so that no panel is likelier
            lot = int(self.lot("panel", str(attempt)), 16)
            number, attempt = lot >> (256 - (many - 1).bit_length()), attempt + 1
        expect(panel == number + 1, f"应抽中第{number + 1}组")
        expect(drawn == self.panels[number], "名单不是抽中的那一组")
        waiting = set(range(1, len(self.entries) + 1)) - set(drawn)
        order = sorted(waiting, key=lambda it: self.lot("reserve", self.leaves[it - 1]))
        expect(reserve == order[: self.terms["reserve"]], "候补的顺序不对")
        self.drawn, self.reserve = drawn, reserve

    def lot(self, purpose: str, about: str) -> str:
        return sha256(f"{FORMAT}\n{purpose}\n{self.sealed}\n{self.seed}\n{about}")

    def kinds(self) -> dict[str, list[int]]:
        """The chances of the people of each kind, person by person."""
        found: dict[str, list[int]] = {}
        for number, values in enumerate(self.entries, 1):
            kind = " ".join(self.labels[key][values[key]] for key in self.labels)
            found.setdefault(shown(kind), []).append(self.chances[number])
        return found

    def report(self) -> None:
        many = len(self.panels)
        print(f"规则 {self.rules}")
        print(f"名单 {self.listed}  {len(self.entries)}人  一致")
        print(f"机会 合计 {sum(self.chances.values()) / many:.3f}")
        for kind, found in sorted(self.kinds().items(), key=lambda it: (min(it[1]), it[0])):
            low, high = min(found), max(found)
            spread = f"{low}/{many}" if low == high else f"{low}至{high}/{many}"
            print(f"  {sum(found) / len(found) / many:6.1%}  {spread}  {kind}  {len(found)}人")
        if self.drawn:
            print(f"种子 取自{shown(self.terms['seed_source']['name'])}  一致")
            print(f"名单 {len(self.drawn)}人 候补 {len(self.reserve)}人  一致")

    def find(self, receipt: str) -> str:
        code = re.sub(r"[\s-]", "", unicodedata.normalize("NFKC", receipt)).upper()
        for number, (leaf, values) in enumerate(zip(self.leaves, self.entries), 1):  # noqa: B905
            if leaf == sha256(f"minsheng-draw-leaf-1\n{code}\n{canonical(values)}"):
                place = "等待随机数" if not self.drawn else "没有抽中"
                place = "抽中" if number in self.drawn else place
                if number in self.reserve:
                    place = f"候补第{self.reserve.index(number) + 1}位"
                return f"凭证 第{number}号  机会{self.chances[number]}/{len(self.panels)}  {place}"
        raise Wrong("这个凭证不在封存的名单里")


def expect(holds: bool, what: str) -> None:  # noqa: FBT001
    if not holds:
        raise Wrong(what)


def canonical(line: Any) -> str:
    return json.dumps(line, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def sha256(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


def shown(text: str) -> str:
    return "".join(letter if letter.isprintable() else "?" for letter in text)


def main() -> None:
    options = argparse.ArgumentParser(description="核验抽签数据包")
    options.add_argument("bundle", type=Path, help="下载的数据包")
    options.add_argument("--seal", help="事先公布的承诺")
    options.add_argument("--receipt", help="报名时收到的凭证")
    given = options.parse_args()
    draw, where = Draw(), "数据包"
    try:
        lines = given.bundle.read_bytes().split(b"\n")
        for number, line in enumerate(lines[:-1], 1):
            where = f"第{number}行"
            draw.read(line.decode())
        where = f"第{len(lines)}行"
        expect(not lines[-1] and draw.kind in {"seal", "result"}, "数据包不完整")
        where = "承诺"
        expect(given.seal in {None, draw.sealed}, f"与公布的不同，数据包的是{draw.sealed}")
        print(f"承诺 {draw.sealed}  {'一致' if given.seal else '请与事先公布的比对'}")
        draw.report()
        where = "凭证"
        if given.receipt:
            print(draw.find(given.receipt))
    except Wrong as wrong:
        sys.exit(f"{where}：{wrong}")
    except OSError:
        sys.exit("打不开数据包")
    except (RecursionError, *MALFORMED):
        sys.exit(f"{where}：写法不对")
    print("结论：与公布结果相同" if draw.drawn else "结论：名单已封存，等待随机数")


if __name__ == "__main__":
    main()
