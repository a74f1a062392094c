#!/usr/bin/env python3
"""Verifies an exported volume of 村法台账 a second way: Python from 3.9 and openssl from 3.0, nothing else.

    python3 verify.py VOLUME ROOT_KEY        ROOT_KEY: 130 hex digits, or a file that holds them

Written from docs/evidence.md, section 10. Prints a line for the volume and one for each entry, and ends with 0 when all
holds, 1 when something does not, 2 when the file cannot be read. It derives no content from documents: it takes them as
the volume shows them, and the signatures bind them.
"""
import hashlib, io, os, re, subprocess, sys, tempfile, zipfile
from concurrent.futures import ThreadPoolExecutor
from types import SimpleNamespace

DER = bytes.fromhex("3059301306072a8648ce3d020106082a811ccf5501822d034200")
ASK = "openssl pkeyutl -verify -pubin -keyform DER -rawin -digest sm3 -pkeyopt distid:1234567812345678".split()
ROLES = {1: "counsel", 2: "cadre", 3: "office", 4: "county", 5: "city"}
MAY = {1: ("cadre",), 2: ("office",), 3: ("counsel",), 4: ("counsel",), 5: ("office",), 6: ("counsel",),
       7: ("county", "city")}  # Kind of act: roles. Kind 8 is about no entry: nobody may.
SIGN_OFF, REVIEW, VOID, SUBMISSION, ACKNOWLEDGEMENT, EXPLANATION, OPENING = range(1, 8)
ELECTRONIC, ON_PAPER = [1], [2]

# How each array begins, and the names and types of its other items: u(int), i(nt), t(ext), b(ytes), so many bytes, any,
# another array by its name, / between arrays that begin with 1 and 2; ? before what may be null, * before many.
TAGS = dict(manifest="volume", certificates="certificate", revocations="revocation", rulings="ruling", receipt="receipt",
            root="root")
BEGIN = {"acts": [1, 1], **{shape: ["cunfa/" + tag, 1, 1] for shape, tag in TAGS.items()}}  # These are signed.
ITEMS = {
    "manifest": "county:t village:t from_year:u to_year:u at:i size:u batches:*listed files:*line",
    "listed": "sequence:u id:32",
    "line": "name:t size:u hash:32",
    "certificates": "public:65 subject:person/device since:i sequence:u issuer:16 standing:u",
    "person": "kind:u person:16 name:t role:t post:t areas:*t device:16",
    "device": "kind:u device:16",
    "revocations": "issuer:16 key:16 reason:u sequence:u at:i",
    "rulings": "issuer:16 batch:32 verdict:u reason:t at:i",
    "receipt": "batch:32 county:t epoch:u sequence:u at:i",
    "root": "county:t epoch:u batches:u size:u hash:32 at:i",
    "proof": "sequence:u act:32 index:u path:*32",
    "earlier": "size:u hash:32 path:*32",
    "batches": "entry:16 device:16 batch:b signature:64 receipt:b",
    "batch": "tag:t version:u village:t entry:16 device:16 changes:*b acts:*b",
    "acts": "kind:u subject:subject body:*any person:16 key:16 role:u device:16 time:i clock:u root:?named previous:?6",
    "subject": "entry:16 heads:*32",
    "named": "size:u hash:6",
    "contents": "tag:t schema:u entry:16 village:t number:t counsel:16 name:t date:t time:any mode:t kind:t "
                "persons:*any matter:t advice:t result:t class:?t lecture:?any mediation:?any paid:?t major:?t "
                "corrects:?16 written:t attachments:*attachment",
    "attachment": "row:t kind:t blob:32 length:u",
    "detail": "of:t text:t",
}
ITEMS["linked"] = ITEMS["contents"] + " follow_up:?t follows:?16 answers:?16"  # Where one of these is given.
ITEMS["detailed"] = ITEMS["linked"] + " details:*detail"  # Schema 2.


def sm3(data):
    if "sm3" in hashlib.algorithms_available:
        return hashlib.new("sm3", data).digest()
    return subprocess.run(["openssl", "dgst", "-sm3", "-binary"], input=data, capture_output=True, check=True).stdout


def cbor(data, at=0):
    """One item of deterministic CBOR and where it ends, which is past the end of the bytes when they are cut short."""
    kind, value, at = data[at] >> 5, data[at] & 31, at + 1
    if kind == 7:
        return {20: False, 21: True, 22: None}[value], at
    if value > 23:
        size = {24: 1, 25: 2, 26: 4, 27: 8}[value]
        value, at = int.from_bytes(data[at:at + size], "big"), at + size
        if value < (24 if size == 1 else 1 << 4 * size):
            raise ValueError("not the shortest form")
    if kind < 2:
        return (-1 - value if kind else value), at
    if kind < 4:
        part = data[at:at + value]
        return (part if kind == 2 else part.decode()), at + value
    items = []
    for _ in range({4: value}[kind]):
        item, at = cbor(data, at)
        items.append(item)
    return items, at


def shaped(shape, value):
    """The value by a type of the table; a ValueError when it is something else."""
    if shape[0] == "?":
        return None if value is None else shaped(shape[1:], value)
    if type(value) is list and shape[0] == "*":
        return [shaped(shape[1:], one) for one in value]
    shape = shape.split("/")[value[0] - 1] if "/" in shape else shape
    if type(value) is list and shape in ITEMS:
        items, begin = [item.split(":") for item in ITEMS[shape].split()], BEGIN.get(shape, [])
        if len(begin) + len(items) == len(value) and value[:len(begin)] == begin:
            return SimpleNamespace(**{name: shaped(of, one) for (name, of), one in zip(items, value[len(begin):])})
    good = {"any": True, "i": type(value) is int, "u": type(value) is int and value >= 0, "t": type(value) is str,
            "b": type(value) is bytes, str(len(value) if type(value) is bytes else None): True}
    if not good.get(shape):
        raise ValueError("not as specified")
    return value


def read(shape, data):
    """What these bytes hold, with what is signed and the signature where one follows; None when it is another thing."""
    body = data[:-64] if shape in BEGIN else data
    try:
        value, end = cbor(body)
        found = shaped(shape, value)
    except (IndexError, KeyError, TypeError, ValueError, RecursionError):
        return None
    if shape in BEGIN:
        found.signed, found.signature = body, data[-64:]
    return found if end == len(body) else None


def unzip(data):
    """Files by name, and whether these files make exactly these bytes; a ValueError when this is no archive."""
    files, at, out = {}, 0, io.BytesIO()
    while data[at:at + 4] == b"PK\3\4":
        size, length = int.from_bytes(data[at + 18:at + 22], "little"), int.from_bytes(data[at + 26:at + 28], "little")
        name, at = data[at + 30:at + 30 + length].decode("latin1"), at + 30 + length + size
        if not re.fullmatch("[a-z0-9/]{1,64}", name) or name in files or at > len(data):
            raise ValueError("no archive")
        files[name] = data[at - size:at]
    if data[at:at + 4] != b"PK\1\2":
        raise ValueError("no archive")
    with zipfile.ZipFile(out, "w") as archive:
        for name in sorted(files, key=lambda name: (name != "manifest", name)):
            line = zipfile.ZipInfo(name)
            line.create_system, line.create_version, line.extract_version = 0, 10, 10
            archive.writestr(line, files[name])
            line.external_attr = 0
    return files, out.getvalue() == data


def node(left, right):
    return left and right and sm3(b"\1" + left + right)


def included(leaf, index, size, path):
    """The root of a tree of this size by a leaf and its path (RFC 9162, 2.1.3); None for a path of another length."""
    if size == 1 or not path:
        return leaf if size == 1 and not path else None
    half = 1 << (size - 1).bit_length() - 1
    if index < half:
        return node(included(leaf, index, half, path[:-1]), path[-1])
    return node(path[-1], included(leaf, index - half, size - half, path[:-1]))


def extended(known, old, new, path):
    """The roots at two sizes by a path (RFC 9162, 2.1.4); known: the old one, while it may be a part of the new one."""
    if old == new or not path:
        rest = path if known is None else [known] + path
        return rest * 2 if old == new and len(rest) == 1 else [None, None]
    half = 1 << (new - 1).bit_length() - 1
    if old <= half:
        was, now = extended(known, old, half, path[:-1])
        return [was, node(now, path[-1])]
    return [node(path[-1], one) for one in extended(None, old - half, new - half, path[:-1])]


def openssl(question):
    """Whether this key made this signature over this message."""
    key, message, signature = question
    if len(key) != 65 or key[0] != 4 or len(signature) != 64:
        return False
    numbers = b""
    for half in (signature[:32].lstrip(b"\0"), signature[32:].lstrip(b"\0")):
        half = half if half and half[0] < 128 else b"\0" + half
        numbers += bytes([2, len(half)]) + half
    with tempfile.TemporaryDirectory() as folder:
        command = ASK[:]
        for option, part in (("inkey", DER + key), ("in", message), ("sigfile", bytes([48, len(numbers)]) + numbers)):
            command += ["-" + option, os.path.join(folder, option)]
            with open(command[-1], "wb") as file:
                file.write(part)
        return subprocess.run(command, capture_output=True).returncode == 0


def who(word):
    subject = word.subject
    return subject.kind, subject.device, getattr(subject, "person", None), getattr(subject, "role", None)


def rank(word):
    return word.sequence, word.standing, word.since, word.signed


def areas(words, place):
    """The areas that a key's certificates give it at a place of the log."""
    begun = [word for word in words if word.sequence <= place]
    return tuple(getattr(max(begun, key=rank).subject, "areas", [])) if begun else ()


def agreed(words):
    """Certificates by key id; without the keys of which they contradict each other."""
    keys = {}
    for word in words:
        keys.setdefault(sm3(word.public)[:16], []).append(word)
    return {key: words for key, words in keys.items() if len(set(map(who, words))) == 1}


def chain(words, county, holds):
    """The certificates that count, by key id (section 6)."""
    def issued(word):
        subject, key = word.subject, sm3(word.public)[:16]
        if word.standing != 2 or subject.kind != 1 or subject.role not in ("counsel", "cadre") or not subject.areas:
            return False
        if key in said and (key not in first or who(first[key][0]) != who(word)):
            return False
        offices = [one for one in first.get(word.issuer, []) if one.standing == 2 and who(one)[::3] == (1, "office")]
        allowed = [one for one in offices if all(area.startswith(tuple(one.subject.areas)) for area in subject.areas)]
        return any(holds(office.public, word.signed, word.signature) for office in allowed)

    of_county = [word for word in words if word.issuer == sm3(county)[:16]]
    of_county = [word for word in of_county if holds(county, word.signed, word.signature)]
    first, said = agreed(of_county), {sm3(word.public)[:16] for word in of_county}
    return agreed(sum(first.values(), [word for word in words if word not in of_county and issued(word)]))


def check(files, exact, county, holds):
    """What does not hold, of the volume and by entry. `holds` says whether a key made a signature over a message."""
    told, entries, used = [] if exact else ["the container was changed"], {}, {"manifest", "root", "proofs", "roots"}

    def blame(faults, name, checks):
        faults.extend(f"{name}: {fault}" for fault, good in checks.items() if not good)

    def by_county(word):
        return word and holds(county, word.signed, word.signature)

    def folder(kind, name_of="[a-z0-9/]+"):
        found = {name: re.fullmatch(name_of, name[len(kind) + 1:]) and read(kind, files[name])
                 for name in sorted(files) if name.startswith(kind + "/")}
        blame(told, kind, {name + " is unreadable": record for name, record in found.items()})
        return {name: record for name, record in found.items() if record}

    def listing(name, shape):
        found = read("*" + shape, files.get(name, b""))
        rows = [list(vars(one).values()) for one in found or []]
        good = found is not None and all(one < other for one, other in zip(rows, rows[1:]))
        blame(told, name, {"unreadable": good})
        return found if good else []

    manifest = read("manifest", files.get("manifest", b""))
    blame(told, "manifest", {"not signed by the root key": by_county(manifest)})
    manifest = manifest or SimpleNamespace(county="", village="", size=None, batches=[], files=[])
    blame(told, "manifest", {"of another county": manifest.village[:6] == manifest.county})
    lines = {line.name: (line.size, line.hash) for line in manifest.files}
    for name in sorted((set(files) | set(lines)) - {"manifest"}):
        blame(told, name, {"not as listed": name in files and lines.get(name) == (len(files[name]), sm3(files[name]))})

    words, revoked = folder("certificates"), {}
    keys = chain(list(words.values()), county, holds)
    counting = [word for words in keys.values() for word in words]
    blame(told, "certificates", {name + " counts for nothing": word in counting for name, word in words.items()})
    held = {key: max(words, key=rank) for key, words in keys.items()}
    for name, word in folder("revocations").items():
        good = word.issuer == sm3(county)[:16] and by_county(word)
        blame(told, name, {"not by the county": good})
        if good:
            revoked[word.key] = min(word.sequence, revoked.get(word.key, word.sequence))

    proofs, earlier = listing("proofs", "proof"), listing("roots", "earlier")
    root = read("root", files.get("root", b""))
    root, roots = root if by_county(root) else None, {0: sm3(b"")}
    blame(told, "root", {"not by the county": root, "of another county or size": not root or not manifest.county
                         or (root.county, root.size) == (manifest.county, manifest.size)})
    for one in earlier if root else []:
        extends = extended(one.hash, one.size, root.size, one.path) == [one.hash, root.hash]
        extends = extends if one.size else (one.hash, one.path) == (sm3(b""), [])
        blame(told, "roots", {f"the root does not extend the one of {one.size} acts": extends})
        roots.update({one.size: one.hash} if extends else {})
    roots.update({root.size: root.hash} if root else {})

    stored, taken = folder("batches", "[0-9]{12}"), set()
    place_of = {sm3(batch.batch): int(name[8:]) for name, batch in stored.items()}
    for name, word in folder("rulings").items():
        place, office = place_of.get(word.batch, -1), held.get(word.issuer)
        may = office and who(office)[::3] == (1, "office") and office.standing == 2
        may = may and manifest.village.startswith(areas(keys[word.issuer], place))
        may = may and place < revoked.get(word.issuer, place + 1)
        key = county if word.issuer == sm3(county)[:16] else office.public if may else b""
        good = place >= 0 and word.verdict == 1 and holds(key, word.signed, word.signature)
        blame(told, name, {"not by somebody who may, or on no batch here": good})
        taken.update({place} if good else ())

    batches, seen, listed = {}, set(), {line.sequence: line.id for line in manifest.batches}
    for name, batch in stored.items():
        sequence, batch_id, receipt = int(name[8:]), sm3(batch.batch), read("receipt", batch.receipt)
        message = b"\x82\x6bcunfa/batch\x58\x20" + batch_id
        by = next((key for key, word in held.items() if who(word)[:2] == (2, batch.device)
                   and holds(word.public, message, batch.signature)), None)
        blame(entries.setdefault(batch.entry, []), name, {
            "no receipt of the county": by_county(receipt),
            "the receipt is of another batch, place or county": not receipt or (receipt.batch, receipt.sequence) == (
                batch_id, sequence) and receipt.county == (manifest.village[:6] or receipt.county),
            "not as listed": not manifest.county or listed.get(sequence) == batch_id,
            "shown twice": batch_id not in seen,
            "not signed by the device, or its key was revoked": by and (
                sequence in taken or sequence < revoked.get(by, sequence + 1))})
        inside = read("batch", batch.batch) or SimpleNamespace(tag=None, version=0, entry=None, device=None, village="")
        same = (inside.tag, inside.version) == ("cunfa/batch", 1)
        same = same and (inside.entry, inside.device) == (batch.entry, batch.device)
        blame(entries[batch.entry], name, {"not a batch of this entry and device": same,
              "of another village": inside.village == (manifest.village or inside.village)})
        batches.update({sequence: inside} if same else {})
        seen.add(batch_id)
    blame(told, "batches", {f"{line.sequence} is missing": line.id in seen for line in manifest.batches})

    acts, places = {}, {(proof.sequence, proof.act): proof for proof in proofs}  # Acts in the order of the log.
    for sequence, batch in sorted(batches.items()):
        for part in batch.acts:
            digest, act = sm3(part), read("acts", part)
            name = "acts/" + digest.hex()[:32]
            good = act and act.subject.entry == batch.entry
            blame(entries[batch.entry], name, {"not as in its batch": files.get(name) == part,
                  "unreadable, or of another entry than its batch": good})
            used.add(name)
            if good:
                acts.setdefault((batch.entry, digest[:16]), (name, act, digest, sequence, batch))
    for name in sorted(name for name in files if name.startswith("acts/") and name not in used):
        act = read("acts", files[name])
        blame(entries.get(act and act.subject.entry, told), name, {"in no batch": False})
        used.add(name)
    for name, act, digest, sequence, batch in acts.values():
        entry, faults, word = act.subject.entry, entries[act.subject.entry], held.get(act.key)
        content = "contents/" + sm3(entry + b"".join(act.subject.heads)).hex()[:32]
        text = b"" if act.kind == OPENING else files.get(content, b"")
        about = read("contents", text) or read("linked", text) or read("detailed", text)
        about = about or SimpleNamespace(entry=None, village="", counsel=None, major=None, attachments=[])
        village = manifest.village or about.village or batch.village
        for one in about.attachments:
            attachment = "attachments/" + one.blob.hex()[:32]
            part = files.get(attachment)
            same = part is None or (sm3(part), len(part)) == (one.blob, one.length)
            blame(faults, attachment, {"not as the content says": same})
            used.add(attachment)
        used.add(content)
        message = b"\x83\x69cunfa/act\x58\x20" + sm3(text) + act.signed
        leaf = sm3(b"\0\x82" + head(sequence) + b"\x58\x20" + digest)
        place = places.get((sequence, digest))
        of = acts.get((entry, *(one for one in act.body[:1] if type(one) is bytes)), (None, None, None, None))
        of = of[1] if of[3] not in taken else None
        lost = root and max(0, act.time) * 1000 < root.epoch  # The log began anew after the act.
        blame(faults, name, {
            "of another device than its batch": batch.device == act.device,
            "no content of this entry and village": not act.subject.heads if act.kind == OPENING  # Made over no text.
            else (about.entry, about.village) == (entry, village),
            "the key is not this person's in this role on this device": word and who(word) == (
                1, act.device, act.person, ROLES.get(act.role)),
            "the role may not do this": ROLES.get(act.role) in MAY.get(act.kind, ()),
            "the village is not in scope": village.startswith(areas(keys.get(act.key, []), sequence)),
            "the key was revoked before": sequence in taken or sequence < revoked.get(act.key, sequence + 1),
            "the signature does not hold": word and holds(word.public, message, act.signature),
            "not in the root": root and place and sequence <= root.batches and place.index < root.size
            and included(leaf, place.index, root.size, place.path) == root.hash,
            "the root it names is not the tree's": not act.root or lost
            or roots.get(act.root.size, b"")[:6] == act.root.hash,
            "not by the counsel of the entry": act.kind not in (VOID, SUBMISSION, EXPLANATION)
            or about.counsel == act.person,
            "acknowledges what is no major matter": act.kind != ACKNOWLEDGEMENT or about.major is not None,
            "submitted in no known way": act.kind != SUBMISSION or act.body in (ELECTRONIC, ON_PAPER),
            "names no signed page": (act.kind, act.body) != (SUBMISSION, ON_PAPER)
            or any(one.kind == "signed_page" for one in about.attachments),
            "reviews no signature of this entry": act.kind != REVIEW or of and of.subject.entry == entry
            and (of.kind == SIGN_OFF or (of.kind, of.body) == (SUBMISSION, ON_PAPER))})

    at, named = {}, set()
    for number, (_, act, digest, *_) in enumerate(acts.values()):
        at[act.device, digest[:6]] = number, act.subject.entry
    for number, (name, act, *_) in enumerate(acts.values()):
        previous = act.device, act.previous
        place, entry = at.get(previous, (-1, None))
        good = act.previous is None or previous not in named and (place < number or entry != act.subject.entry)
        blame(entries[act.subject.entry], name, {"the order of the device's acts was changed": good})
        named.add(previous)

    for name, part in sorted(files.items()):
        known = name in used or name.startswith("batches/")
        known = known or name in (kind + sm3(part).hex()[:32] for kind in ("certificates/", "revocations/", "rulings/"))
        blame(told, name, {"needed by nothing": known})
    return told, entries


def head(number):
    """A CBOR uint."""
    size = next(size for size in (0, 1, 2, 4, 8) if number < (256 ** size if size else 24))
    return bytes([{1: 24, 2: 25, 4: 26, 8: 27}[size]]) + number.to_bytes(size, "big") if size else bytes([number])


def verify(data, county, answers):
    """The exit code and what is to be printed. `answers`: what openssl said so far, by question."""
    try:
        files, exact = unzip(data)
    except ValueError as error:
        return 2, [str(error)]
    new = [None]
    while new:  # First to learn what openssl is to be asked, so that it is asked all at a time; then with the answers.
        asked = {}
        ask = lambda *question: answers.get(question, asked.setdefault(question, True))
        told, entries = check(files, exact, county, ask)
        new = [question for question in asked if question not in answers]
        with ThreadPoolExecutor(os.cpu_count()) as pool:
            answers.update(zip(new, pool.map(openssl, new)))
    said = lambda faults: "fails: " + "; ".join(faults) if faults else "holds"
    lines = ["volume " + said(told), *(f"entry {entry.hex()} {said(entries[entry])}" for entry in sorted(entries))]
    return int(any([told, *entries.values()])), lines


if __name__ == "__main__":
    if len(sys.argv) != 3:
        sys.exit(__doc__)
    try:
        KEY = open(sys.argv[2]).read() if os.path.exists(sys.argv[2]) else sys.argv[2]
        with open(sys.argv[1], "rb") as VOLUME:
            CODE, LINES = verify(VOLUME.read(), bytes.fromhex(KEY.strip()), {})
    except (OSError, ValueError) as error:
        CODE, LINES = 2, [error]
    print(*LINES, sep="\n")
    sys.exit(CODE)
