#!/usr/bin/env python3
"""A second opinion on a ledger: reads what 'packager audit export FOLDER' wrote, and nothing else.

It walks the log's hashes, holds every receipt against its hash and its signature, works out every figure anew and compares
them with figures.json. Written from docs/formats alone, in another language than the program, with Python's own library.
Usage: recount.py FOLDER. Ends with 0 when all is as it was entered and the figures are the same, else with 1."""
import base64
import hashlib
import json
import os
import sys

# Ed25519 by RFC 8032, section 5.1: slow and plain.
P, Q = 2**255 - 19, 2**252 + 27742317777372353535851937790883648493
D, ROOT = -121665 * pow(121666, -1, P) % P, pow(2, (P - 1) // 4, P)


def point(text):
    y = int.from_bytes(text, "little") & (2**255 - 1)
    square = (y * y - 1) * pow(D * y * y + 1, -1, P) % P
    x = pow(square, (P + 3) // 8, P)
    x = x if x * x % P == square else x * ROOT % P
    if x * x % P != square or y >= P:
        raise ValueError("no point")
    return (x if x & 1 == text[31] >> 7 else P - x, y, 1, (x if x & 1 == text[31] >> 7 else P - x) * y % P)


def add(a, b):
    s, t = (a[1] - a[0]) * (b[1] - b[0]), (a[1] + a[0]) * (b[1] + b[0])
    u, v = 2 * a[3] * b[3] * D, 2 * a[2] * b[2]
    e, f, g, h = t - s, v - u, v + u, t + s
    return e * f % P, g * h % P, f * g % P, e * h % P


def times(n, a):
    total = (0, 1, 1, 0)
    while n:
        total, a, n = add(total, a) if n & 1 else total, add(a, a), n >> 1
    return total


def signed(key, signature, text):
    r, a, s = point(signature[:32]), point(key), int.from_bytes(signature[32:], "little")
    h = int.from_bytes(hashlib.sha512(signature[:32] + key + text).digest(), "little") % Q
    left, right = times(s, point(b"\x58" + b"\x66" * 31)), add(r, times(h, a))
    return s < Q and all((left[i] * right[2] - right[i] * left[2]) % P == 0 for i in (0, 1))


# What each verdict says of its receipt: refusal, all phases done, changes, proven, outcomes of steps (docs/formats/receipt.md).
RULES = {"applied": (False, True, True, True, None), "already-applied": (False, True, False, False, None),
         "restart-pending": (False, False, True, True, None), "undone": (None, False, False, False, None),
         "refused": (True, False, False, False, "pending already-so failed not-needed"),
         "inconsistent": (True, False, True, False, None), "compromised": (False, False, False, False, "pending"),
         "declined": (None, False, False, False, "pending already-so not-needed"),
         "holds": (False, True, False, False, "already-so not-needed"),
         "regressed": (False, False, False, False, "already-so failed not-needed")}
GRAVE = {"inconsistent": 2, "compromised": 1}
INSTALLED, SILENT = ("applied", "already-applied", "holds"), ("refused", "declined")


def contradicts(r):
    refusal, installed, changes, proven, outcomes = RULES[r["verdict"]]
    verdict, steps = r["verdict"], [step for phase in r["phases"] for step in phase["steps"]]
    seen = {step["outcome"] for step in steps}
    decline, failed = r.get("decline"), [step["step"] for step in steps if step["outcome"] == "failed"]
    return bool(
        refusal is not None and refusal != ("refusal" in r)
        or installed and (not r["phases"] or not all(p["done"] for p in r["phases"]) or seen <= {"not-needed"})
        or not changes and seen & {"done", "restart-pending", "undo-failed"} or outcomes and seen - set(outcomes.split())
        or proven and not (r.get("backup", {}).get("proof") and "journal" in r)
        or verdict == "restart-pending" and "restart-pending" not in seen
        or "compared" in r and verdict not in ("undone", "inconsistent")
        or (verdict == "declined") != bool(decline) or decline and decline["reason"] == "other" and "text" not in decline
        or (verdict == "regressed") != ("regressed" in r) or "regressed" in r and failed[:1] != [r["regressed"]]
        or any(p["done"] and {s["outcome"] for s in p["steps"]} - {"done", "already-so", "not-needed"} for p in r["phases"])
        or any(s["outcome"] in ("done", "already-so", "undone") and (s.get("readBack") != "agrees" or not s["after"])
               or s["outcome"] == "not-needed" and not s["after"] for s in steps)
        or r["sequence"] == 1 and "previous" in r
        or not r["instrument"]["serial"].upper().endswith(r["instrument"].get("serialTyped", "").upper()))


def sha(data):
    return hashlib.sha256(data).hexdigest()


def read_log(path, faults):
    """Seven lines an entry: number, kind, time, subject, body, previous hash, hash of the six."""
    lines, entries, previous = open(path, "rb").read().split(b"\n"), [], b""
    for i in range(0, len(lines) - 1, 7):
        if lines[i:i + 1] != [b"%d" % (i // 7 + 1)] or lines[i + 5] != previous \
                or sha(b"".join(line + b"\n" for line in lines[i:i + 6])).encode() != lines[i + 6]:
            faults.append(f"entry {i // 7 + 1} of the log is not what was entered")
            return entries
        previous = lines[i + 6]
        entries.append(dict(zip(("number", "kind", "at", "subject", "body", "previous", "hash"),
                                (line.decode() for line in lines[i:i + 7]))))
    if lines[-1:] != [b""]:
        faults.append("the log ends in the middle of a line")
    return entries


def read_receipt(path, digest):
    data = open(path, "rb").read()
    envelope = json.loads(data)
    payload, kind, signature = base64.b64decode(envelope["payload"]), envelope["payloadType"], envelope["signatures"][0]
    text = f"DSSEv1 {len(kind)} {kind} {len(payload)} ".encode() + payload
    if sha(data) != digest or not signed(bytes.fromhex(signature["keyid"]), base64.b64decode(signature["sig"]), text):
        raise ValueError("altered")
    said = json.loads(payload)["predicate"]
    return dict(said, digest=digest, key=signature["keyid"], serial=said["instrument"]["serial"].upper(),
                mode=said["instrument"]["mode"], product=said["instrument"]["product"],
                sha=said["bundle"]["sha256"], wrong=contradicts(said))


class Judge:
    def __init__(self, entries, receipts):
        rows = {}
        for entry in entries:
            if entry["kind"] in ("Customer", "Instrument", "Withdrawn", "Delivery"):
                rows.setdefault(entry["kind"], {})[entry["subject"]] = json.loads(entry["body"])
        self.rehearsal = entries[0]["body"] == "rehearsal"
        self.decisions = [json.loads(entry["body"]) for entry in entries if entry["kind"] == "Decision"]
        self.withdrawn = set(rows.get("Withdrawn", {}))
        self.register = {key: row["instruments"][0] for key, row in rows.get("Instrument", {}).items()}
        self.deliveries = {nonce: dict(row["deliveries"][0], bundles=row["delivered_bundles"], modes=row["product_modes"],
                                       expected={(m["serial"].upper(), m["mode"]): dict(m, phases=[
                                           p["phase"] for p in row["expected_phases"]
                                           if (p["serial_key"], p["mode"]) == (m["serial"].upper(), m["mode"])])
                                           for m in row["expected_modes"]}) for nonce, row in rows.get("Delivery", {}).items()}
        self.counter = {b["sha256"]: b["counter"] for d in self.deliveries.values() for b in d["bundles"]}
        self.receipts = sorted(receipts, key=lambda r: (r["serial"], r["mode"], r["sequence"], r["digest"]))
        self.noted = {kind: {n for d in self.decisions if d["kind"] == kind for n in d.get("nonces", [])}
                      for kind in ("order-cancelled", "stick-sent")}
        told = {d["code"]: d for d in self.decisions if "code" in d}
        codes = {entry["body"] for entry in entries if entry["kind"] == "Receipt"}
        self.told = {(d["serial"].upper(), d["mode"]) for c, d in told.items() if d["kind"] == "told" and c not in codes}
        self.stand()

    def owner(self, serial):
        found = None
        for d in sorted(self.deliveries.values(), key=lambda d: (d["issued_at"], d["nonce"])):
            if found is None and any(key[0] == serial for key in d["expected"]):
                found = d["customer_id"]
        found = self.register[serial]["customer_id"] if serial in self.register else found
        for d in self.decisions:
            if d["kind"] == "instrument-moved" and d["serial"].upper() == serial:
                found = d["customer"]
        return found

    def stand(self):
        """Which receipts are accepted, questioned, past or set aside."""
        aside, past, accepted = set(), set(), {}
        for number, d in enumerate(self.decisions):
            if d["kind"] in ("receipt-accepted", "receipt-rejected"):
                for group in (aside, past):
                    group.discard(d["receipt"])
                accepted.pop(d["receipt"], None)
                if d["kind"] == "receipt-rejected":
                    aside.add(d["receipt"])
                else:
                    accepted[d["receipt"]] = number
                    past.update(d.get("others", []))
                    for other in d.get("others", []):
                        accepted.pop(other, None)
        speaking = [r for r in self.receipts
                    if r["digest"] not in aside | past and r["rehearsal"] == self.rehearsal]
        known, modes, keys, doubt = {r["digest"] for r in self.receipts}, {}, {}, set()
        for r in speaking:
            modes.setdefault((r["serial"], r["mode"]), []).append(r)
            keys.setdefault(r["key"], []).append(r)
        owner = {m: max(((accepted[r["digest"]], r["key"]) for r in rs if r["digest"] in accepted), default=(0, None))[1]
                 for m, rs in modes.items()}
        for mode, rs in modes.items():
            if len({r["key"] for r in rs}) > 1:
                doubt.update(r["digest"] for r in rs if r["key"] != owner[mode])
            for key in {r["key"] for r in rs}:
                chain = [r for r in rs if r["key"] == key]
                for before, r in zip(chain, chain[1:]):
                    names = r.get("previous")
                    if names != before["digest"] and (r["sequence"] == before["sequence"] or names and (
                            names in known or r["sequence"] == before["sequence"] + 1)):
                        doubt.update(one["digest"] for one in chain if one["sequence"] >= before["sequence"])
                        break
        for key, rs in keys.items():
            if len({(r["serial"], r["mode"]) for r in rs}) > 1:
                doubt.update(r["digest"] for r in rs if owner[r["serial"], r["mode"]] != key)
        for r in self.receipts:
            r["doubt"] = r["digest"] in doubt
            r["standing"] = "set-aside" if r["digest"] in aside else "past" if r["digest"] in past else \
                "questioned" if r["doubt"] or self.unfit(r) else "accepted"

    def unfit(self, r):
        d = self.deliveries.get(r["nonce"])
        expected = d and d["expected"].get((r["serial"], r["mode"]))
        return (r["rehearsal"] != self.rehearsal or not expected or d["stick"] != r["stick"] or d["campaign"] != r["campaign"]
                or not any((b["bundle"], b["sha256"]) == (r["bundle"]["bundle"], r["sha"]) for b in d["bundles"])
                or expected["product"] != r["product"] or r["wrong"]
                or r["verdict"] in INSTALLED and not set(expected["phases"]) <= {p["phase"] for p in r["phases"]})

    def state(self, campaign, serial, mode, delivery, expected):
        """Where one boot mode stands (docs/formats/ledger.md, 'Where a boot mode stands')."""
        rs = [r for r in self.receipts if (r["campaign"], r["serial"], r["mode"]) == (campaign, serial, mode)
              and r["standing"] in ("accepted", "questioned")]
        good = [r for r in rs if r["standing"] == "accepted"]
        counting = [r for r in good if delivery and expected and any(
            b["sha256"] == r["sha"] or self.counter.get(r["sha"], 0) > b["counter"] for b in delivery["bundles"])]
        deciding = ([r for r in counting if r["verdict"] not in SILENT] or counting or [None])[-1]
        last = {}
        for r in good:
            if r["verdict"] not in SILENT:
                last[r["key"]] = max(r["sequence"], last.get(r["key"], 0))
        overtaken = lambda r: last.get(r["key"], 0) > r["sequence"]
        against = [r for r in rs if r is not deciding and r["verdict"] not in SILENT + INSTALLED and not overtaken(r)]
        against = max(enumerate(against), key=lambda one: (GRAVE.get(one[1]["verdict"], 0), one[0]))[1] if against else None
        if against and against["verdict"] in GRAVE:
            return word(against)
        said = word(deciding) if deciding else "outstanding"
        if said in ("do-not-use", "compromised"):
            return said
        if any(r["doubt"] for r in rs):
            return "questioned"
        if against:
            return "questioned" if against["standing"] == "questioned" else word(against)
        telling = ([r for r in good if r["verdict"] not in SILENT] or [deciding])[-1]
        place = telling["sha"] if telling and telling["verdict"] in INSTALLED else None
        if place in self.withdrawn:
            return "withdrawn"
        if said == "done":
            return said
        said = "superseded" if deciding is None and place else said
        return "questioned" if any(r["standing"] == "questioned" and (
            deciding is None and said != "superseded" or r["verdict"] in INSTALLED and not overtaken(r)) for r in rs) else said

    def settled(self, serial, mode, state):
        last = {}
        for d in self.decisions:
            if d["kind"] in ("scrapped", "not-affected", "cannot-be-patched", "declined") and d["serial"].upper() == serial:
                last[d.get("mode")] = d
        return state == "done" or any(
            only in (None, mode) and (d["kind"] == "scrapped" or d["kind"] != "declined" and state not in (
                "do-not-use", "compromised", "questioned", "withdrawn")) for only, d in last.items())

    def campaign(self, name):
        """{customer: {serial: {mode: state}}} and the figures."""
        mine = sorted((d for d in self.deliveries.values() if d["campaign"] == name), key=lambda d: d["nonce"])
        mine.sort(key=lambda d: d["issued_at"], reverse=True)
        heard = {r["serial"] for r in self.receipts if r["campaign"] == name}
        customers = {d["customer_id"]: {} for d in mine if d["nonce"] not in self.noted["order-cancelled"]}
        expected = {}
        for d in mine:
            for (serial, mode), row in d["expected"].items():
                expected.setdefault(serial, []).append((d, mode, row))
        for serial, all_rows in expected.items():
            rows = [row for row in all_rows if row[0]["nonce"] not in self.noted["order-cancelled"]]
            rows = rows or (all_rows if serial in heard or serial in self.register else [])
            if rows:
                newest, product = rows[0][0], rows[0][2]["product"]
                modes = [m["mode"] for m in newest["modes"] if m["product"] == product]
                modes += [mode for d, mode, _ in rows if d is newest and mode not in modes]
                find = lambda mode: next(((d, row) for d, m, row in rows if m == mode), (newest, None))
                customers.setdefault(self.owner(serial), {})[serial] = {
                    mode: self.state(name, serial, mode, *find(mode)) for mode in modes}
        for serial, row in self.register.items():
            newest = next((d for d in mine if any(m["product"] == row["product"] for m in d["modes"])), None)
            if serial not in expected and newest:
                customers.setdefault(self.owner(serial), {})[serial] = {
                    m["mode"]: self.state(name, serial, m["mode"], None, None)
                    for m in newest["modes"] if m["product"] == row["product"]}
        return customers, self.figures(name, mine, customers)

    def figures(self, name, mine, customers):
        settled = lambda c: all(self.settled(s, m, state) for s, modes in c.items() for m, state in modes.items())
        heard = {(r["serial"], r["mode"]) for r in self.receipts if r["campaign"] == name} | self.told
        sent = {d["customer_id"] for d in mine if d["nonce"] in self.noted["stick-sent"]}
        instruments = {s: modes for c in customers.values() for s, modes in c.items()}
        states = [state for modes in instruments.values() for state in modes.values()]
        done = {s: [state == "done" for state in modes.values()] for s, modes in instruments.items()}
        count = lambda *wanted: sum(state in wanted for state in states)
        return {"customers": len(customers), "complete": sum(settled(c) for c in customers.values()),
                "silent": sum(id in sent and not settled(c) and not any((s, m) in heard for s, modes in c.items() for m in modes)
                              for id, c in customers.items()),
                "instruments": len(instruments), "installed": sum(all(d) for d in done.values()),
                "settled": sum(not all(done[s]) and settled({s: modes}) for s, modes in instruments.items()),
                "halfPatched": sum(any(d) and not all(d) for d in done.values()), "failed": count("failed", "refused"),
                "doNotUse": count("do-not-use", "compromised"), "superseded": count("superseded"),
                "questioned": sum(r["standing"] == "questioned" for r in self.receipts if r["campaign"] == name)}


def word(r):
    if r["verdict"] == "refused":
        return "not-affected" if r["refusal"]["code"] == "not-affected" else "refused"
    return {"restart-pending": "outstanding", "declined": "declined", "inconsistent": "do-not-use", "compromised": "compromised",
            **dict.fromkeys(INSTALLED, "done")}.get(r["verdict"], "failed")


def main(folder):
    faults, receipts = [], []
    place = lambda *names: os.path.join(folder, *names)
    entries = read_log(place("log.txt"), faults)
    kept = {e["subject"] for e in entries if e["kind"] == "Receipt"}
    refused = {e["subject"] for e in entries if e["kind"] == "Refused"}
    here = [name.split(".")[0] for name in os.listdir(place("receipts"))]
    faults += [f"receipt {digest} is {'not in the log' if digest in here else 'missing'}" for digest in sorted(kept ^ set(here))]
    for digest in sorted(kept & set(here)):
        try:
            receipts.append(read_receipt(place("receipts", digest + ".dsse.json"), digest))
        except (ValueError, KeyError, TypeError, IndexError) as problem:
            faults.append(f"receipt {digest} is not what was received: {problem}")
    for digest in sorted(refused):
        if not os.path.exists(place("quarantine", digest)) or sha(open(place("quarantine", digest), "rb").read()) != digest:
            faults.append(f"the refused file {digest} is not what was received")
    said = json.load(open(place("figures.json"), encoding="utf-8-sig"))
    if not faults and [str(said["head"]["number"]), said["head"]["hash"]] != [entries[-1]["number"], entries[-1]["hash"]]:
        faults.append("figures.json was made from another log than this")
    if not faults:
        judge = Judge(entries, receipts)
        for campaign in said["campaigns"]:
            customers, figures = judge.campaign(campaign["campaign"])
            reported = {c["customer"]: {i["serial"].upper(): {m["mode"]: m["state"] for m in i["modes"]}
                                        for i in c["instruments"]} for c in campaign["customers"]}
            faults += [f"{campaign['campaign']}: {key} is {figures[key]} here, and {value} in figures.json"
                       for key, value in campaign["summary"].items() if figures[key] != value]
            faults += [f"{customer}: {customers.get(customer)} here, and {reported.get(customer)} in figures.json"
                       for customer in sorted(set(customers) | set(reported)) if customers.get(customer) != reported.get(customer)]
            print(f"{campaign['campaign']}: " + ", ".join(f"{key} {value}" for key, value in figures.items()))
    for fault in faults:
        print("DIFFERS", fault)
    print(f"{len(entries)} entries, {len(receipts)} receipts: " + ("not the same." if faults else "the same."))
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
