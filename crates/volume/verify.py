#!/usr/bin/env python3
"""Verifies an exported volume of 村法台账 a second way: Python 3.9 or newer and the openssl program (3.0 or newer), nothing else.

    python3 verify.py VOLUME ROOT_KEY        ROOT_KEY: 130 hex digits, or a file that holds them

Written from docs/evidence.md, section 10. Prints a line for the volume and one for each entry, and ends with 0 when all holds, 1 when
something does not, 2 when the file cannot be read. It does not open batches and derives no content from documents:
it takes acts and contents as the volume shows them, and the signatures and the tree bind them.
"""
import hashlib, os, struct, subprocess, sys, tempfile, zlib
from concurrent.futures import ThreadPoolExecutor

DER = bytes.fromhex("3059301306072a8648ce3d020106082a811ccf5501822d034200")
ROLES = {1: "counsel", 2: "cadre", 3: "office", 4: "county", 5: "city"}
MAY = {1: "cadre", 2: "office", 3: "counsel", 4: "counsel"}
FOR_A_CADRE, ON_PAPER = [1], [2]  # Bodies of a submission.


def sm3(data):
    if "sm3" in hashlib.algorithms_available:
        return hashlib.new("sm3", data).digest()
    return subprocess.run(["openssl", "dgst", "-sm3", "-binary"], input=data, capture_output=True, check=True).stdout


def cbor(data, at=0):
    """One item of deterministic CBOR and where it ends."""
    kind, low = data[at] >> 5, data[at] & 31
    at += 1
    if kind == 7:
        return {20: False, 21: True, 22: None}[low], at
    if low >= 24:
        size = {24: 1, 25: 2, 26: 4, 27: 8}[low]
        value, at = int.from_bytes(data[at:at + size], "big"), at + size
        if value < (24 if size == 1 else 1 << 4 * size):
            raise ValueError("not the shortest form")
    else:
        value = low
    if kind in (0, 1):
        return (value if kind == 0 else -1 - value), at
    if kind in (2, 3):
        part, at = data[at:at + value], at + value
        if len(part) != value:
            raise ValueError("cut short")
        return (part if kind == 2 else part.decode()), at
    if kind != 4:
        raise ValueError("no map, tag or float")
    items = []
    for _ in range(value):
        item, at = cbor(data, at)
        items.append(item)
    return items, at


def whole(data, count=None, tag=None):
    item, end = cbor(data)
    if end != len(data) or count not in (None, len(item)) or tag and item[:3] != [tag, 1, 1]:
        raise ValueError("not as specified")
    return item


def unzip(data):
    """Files by name, and whether these files make exactly these bytes."""
    files, at = {}, 0
    while data[at:at + 4] != b"PK\1\2":
        if data[at:at + 4] != b"PK\3\4":
            sys.exit(2)
        size, name = struct.unpack("<I", data[at + 18:at + 22])[0], struct.unpack("<H", data[at + 26:at + 28])[0]
        body = at + 30 + name
        if data[at + 30:body].decode("latin1") in files or body + size > len(data):
            sys.exit(2)
        files[data[at + 30:body].decode("latin1")] = data[body:body + size]
        at = body + size
    out, lines = b"", b""
    for name in sorted(files, key=lambda name: (name != "manifest", name)):
        part = files[name]
        facts = struct.pack("<HHHHHIIIHH", 10, 0, 0, 0, 33, zlib.crc32(part), len(part), len(part), len(name), 0)
        lines += b"PK\1\2" + struct.pack("<H", 10) + facts + bytes(10) + struct.pack("<I", len(out)) + name.encode("latin1")
        out += b"PK\3\4" + facts + name.encode("latin1") + part
    end = struct.pack("<HHHHIIH", 0, 0, len(files), len(files), len(lines), len(out), 0)
    return files, out + lines + b"PK\5\6" + end == data


def climb(path, inner, last, old, new):
    """Up the levels of RFC 9162, 2.1.3.2 and 2.1.4.2; None when the path has another length."""
    for beside in path:
        if last == 0:
            return None
        if inner & 1 or inner == last:
            old, new = sm3(b"\1" + beside + old), sm3(b"\1" + beside + new)
            while not inner & 1 and inner:
                inner, last = inner >> 1, last >> 1
        else:
            new = sm3(b"\1" + new + beside)
        inner, last = inner >> 1, last >> 1
    return (old, new) if last == 0 else None


def included(leaf, index, size, path, root):
    return index < size and (climb(path, index, size - 1, leaf, leaf) or [None] * 2)[1] == root


def extends(old, old_hash, new, new_hash, path):
    if old == 0 or old == new:
        return not path and old_hash == (new_hash if old == new else sm3(b""))
    if old > new or not path:
        return False
    path = list(path) if old & (old - 1) else [old_hash] + list(path)
    inner, last = old - 1, new - 1
    while inner & 1:
        inner, last = inner >> 1, last >> 1
    return climb(path[1:], inner, last, path[0], path[0]) == (old_hash, new_hash)


class Signatures:
    """Asks openssl, each question once, several at a time."""

    def __init__(self):
        self.folder, self.known, self.asked = tempfile.TemporaryDirectory(), {}, []

    def ask(self, key, message, signature):
        self.asked.append((key, message, signature))

    def one(self, question):
        key, message, signature = question
        if len(key) != 65 or key[0] != 4 or len(signature) != 64:
            return False
        numbers = b""
        for half in (signature[:32].lstrip(b"\0"), signature[32:].lstrip(b"\0")):
            half = half if half and half[0] < 128 else b"\0" + half
            numbers += bytes([2, len(half)]) + half
        base = os.path.join(self.folder.name, sm3(key + message + signature).hex())
        for end, part in (("k", DER + key), ("m", message), ("s", bytes([48, len(numbers)]) + numbers)):
            with open(base + end, "wb") as file:
                file.write(part)
        command = "openssl pkeyutl -verify -pubin -keyform DER -rawin -digest sm3 -pkeyopt distid:1234567812345678".split()
        command += ["-inkey", base + "k", "-in", base + "m", "-sigfile", base + "s"]
        return subprocess.run(command, capture_output=True).returncode == 0

    def hold(self, *question):
        new = [one for one in dict.fromkeys(self.asked + [question]) if one not in self.known]
        with ThreadPoolExecutor(os.cpu_count()) as pool:
            self.known.update(zip(new, pool.map(self.one, new)))
        self.asked = []
        return self.known[question]


def attempt(what, *given):
    try:
        return what(*given)
    except (ValueError, IndexError, KeyError, TypeError, AttributeError, UnicodeDecodeError, RecursionError):
        return None


def chain(files, root_key, signed, told):
    """Whose each key is: {key id: (public key, subject)}, and from which sequence on it is revoked."""
    county, given, holders, revoked = sm3(root_key)[:16], [], {}, {}
    for name, data in files.items():
        if name.startswith("certificates/"):
            word = attempt(whole, data[:-64], 8, "cunfa/certificate")
            if word is None or name[13:] != sm3(data).hex()[:32]:
                told.append(name + ": unreadable")
            else:
                one = (word[7], word[5], data[:-64], word[3], word[4])
                given.append((name, sm3(word[3])[:16], one, word[6], data[-64:]))
    who = lambda one: (one[4][0], one[4][1], one[4][3], one[4][6]) if one[4][0] == 1 else (2, one[4][1])
    for name, key, one, issuer, signature in given:
        if issuer == county and signed.hold(root_key, one[2], signature):
            holders.setdefault(key, []).append(one)
        elif issuer == county:
            told.append(name + ": not signed by the root key")
    first = {key: {who(one) for one in words} for key, words in holders.items()}
    offices = {key: [one for one in words if one[0] == 2 and one[4][0] == 1 and one[4][3] == "office"] for key, words in holders.items()}
    for name, key, one, issuer, signature in given:
        if issuer == county:
            continue
        inside = lambda office: all(any(area.startswith(wide) for wide in office[4][5]) for area in one[4][5])
        good = one[0] == 2 and one[4][0] == 1 and one[4][3] in ("counsel", "cadre") and one[4][5] and first.get(key, {who(one)}) == {who(one)}
        office = next((office for office in offices.get(issuer, []) if good and inside(office)), None)
        if office is None or not signed.hold(office[3], one[2], signature):
            told.append(name + ": not issued by an office that may")
        else:
            holders.setdefault(key, []).append(one)
    for key in [key for key, words in holders.items() if len({who(one) for one in words}) > 1]:
        told.append(key.hex() + ": certificates contradict each other")
        del holders[key]
    for name, data in files.items():
        if name.startswith("revocations/"):
            word = attempt(whole, data[:-64], 8, "cunfa/revocation")
            if word is None or word[3] != county or not signed.hold(root_key, data[:-64], data[-64:]):
                told.append(name + ": not a revocation of the root key")
            else:
                revoked[word[4]] = min(word[6], revoked.get(word[4], word[6]))
    return {key: max(words, key=lambda one: one[:3])[3:] for key, words in holders.items()}, revoked


def main(volume, root_key):
    with open(volume, "rb") as file:
        files, exact = unzip(file.read())
    told, entries, signed = ([] if exact else ["the container was changed"]), {}, Signatures()
    listed = files.get("manifest", b"")
    manifest = attempt(whole, listed[:-64], 11, "cunfa/volume") or ["", 1, 1, "", "", 0, 0, 0, 0, [], []]
    if not signed.hold(root_key, listed[:-64], listed[-64:]):
        told.append("the manifest is not signed by the root key")
    if not manifest[4].startswith(manifest[3]) or len(manifest[3]) != 6:
        told.append("the manifest is of another county")
    lines = {name: (size, digest) for name, size, digest in manifest[10]}
    for name in sorted(set(files) | set(lines)):
        if name != "manifest" and (name not in files or (len(files[name]), sm3(files[name])) != lines.get(name)):
            told.append(name + ": not as the manifest says")
    holders, revoked = chain(files, root_key, signed, told)
    root_bytes = files.get("root", b"")
    root = attempt(whole, root_bytes[:-64], 9, "cunfa/root")
    if root is None or root[3] != manifest[3] or root[6] != manifest[8] or not signed.hold(root_key, root_bytes[:-64], root_bytes[-64:]):
        told.append("the root is not the county's")
        root = None
    proofs = attempt(whole, files.get("proofs", b""))
    roots = attempt(whole, files.get("roots", b""))
    if proofs is None or roots is None:
        told.append("proofs or earlier roots cannot be read")
    proofs = {act: (sequence, index, path) for sequence, act, index, path in reversed(proofs or [])}
    earlier = {size: digest for size, digest, path in roots or [] if root and extends(size, digest, root[6], root[7], path)}
    if root:
        earlier.update({0: sm3(b""), root[6]: root[7]})
        told.extend("the root does not extend an earlier one" for one in roots or [] if one[0] not in earlier)

    batches, ids = {}, set()
    for name in sorted(name for name in files if name.startswith("batches/")):
        batch = attempt(whole, files[name], 5)
        receipt = batch and attempt(whole, batch[4][:-64], 8, "cunfa/receipt")
        if batch is None:
            told.append(name + ": unreadable")
            continue
        faults, sequence, digest = entries.setdefault(batch[0], []), int(name[8:]), sm3(batch[2])
        batches[sequence] = batch
        if receipt is None or not signed.hold(root_key, batch[4][:-64], batch[4][-64:]):
            faults.append(name + ": no receipt of the county")
        elif [receipt[3], receipt[4], receipt[6]] != [digest, manifest[4][:6], sequence]:
            faults.append(name + ": the receipt is of another batch, county or place")
        if digest in ids or [sequence, digest] not in manifest[9]:
            faults.append(name + ": not as listed, or shown twice")
        ids.add(digest)
        keys = [(key, held[0]) for key, held in holders.items() if held[1] == [2, batch[1]]]
        message = b"\x82\x6bcunfa/batch\x58\x20" + digest
        by = next((key for key, public in keys if signed.hold(public, message, batch[3])), None)
        if by is None or revoked.get(by, sequence + 1) <= sequence:
            faults.append(name + ": not signed by the device, or its key was revoked")
    told.extend(f"batch {sequence} is missing" for sequence, digest in manifest[9] if digest not in ids)

    acts, contents = {}, set()
    for name in (name for name in files if name.startswith("acts/")):
        data, digest = files[name], sm3(files[name])
        word = attempt(whole, data[:-64], 13)
        place = proofs.get(digest)
        batch = place and batches.get(place[0])
        if word is None or name[5:] != digest.hex()[:32] or batch is None or word[:2] != [1, 1]:
            (told if batch is None else entries[batch[0]]).append(name + ": unreadable, or in no batch")
            if word is None or attempt(lambda: word[3][0]) not in entries:
                continue
        acts[name] = (data, digest, word, place, batch)
    for ask in (True, False):  # First all questions for openssl, then the answers.
        for name, (data, digest, word, place, batch) in acts.items():
            faults = [] if ask else entries[word[3][0]]
            held, sequence = holders.get(word[6]), place[0] if place else 0
            content = "contents/" + sm3(word[3][0] + b"".join(word[3][1])).hex()[:32]
            contents.add(content)
            text = files.get(content, b"")
            message = b"\x83\x69cunfa/act\x58\x20" + sm3(text) + data[:-64]
            if ask:
                signed.ask(held[0] if held else b"", message, data[-64:])
                continue
            if batch is None or [word[3][0], word[8]] != batch[:2]:
                faults.append(name + ": of another entry or device than its batch")
            about = attempt(whole, text, 23) or [None] * 23
            if about[2:4] != [word[3][0], manifest[4]]:
                faults.append(name + ": no content of this entry and village")
            for row, kind, blob, length in about[22] or []:
                attachment = "attachments/" + blob.hex()[:32]
                contents.add(attachment)
                if attachment in files and (sm3(files[attachment]), len(files[attachment])) != (blob, length):
                    faults.append(attachment + ": not the attachment of the content")
            if held is None or held[1][0] != 1 or [held[1][1], held[1][3], held[1][6]] != [word[5], ROLES.get(word[7]), word[8]]:
                faults.append(name + ": the key is not this person's in this role on this device")
            elif not any(manifest[4].startswith(area) for area in held[1][5]) or MAY.get(word[2]) != held[1][3]:
                faults.append(name + ": the role may not do this here")
            elif revoked.get(word[6], sequence + 1) <= sequence:
                faults.append(name + ": the key was revoked before")
            if held is None or not signed.hold(held[0], message, data[-64:]):
                faults.append(name + ": the signature does not hold")
            leaf = sm3(b"\0\x82" + head(sequence) + b"\x58\x20" + digest)
            if root is None or place is None or sequence > root[5] or not included(leaf, place[1], root[6], place[2], root[7]):
                faults.append(name + ": not in the root")
            named = word[11]
            if named and earlier.get(named[0], b"")[:6] != named[1] and root and word[9] * 1000 >= root[4]:
                faults.append(name + ": the root it names is not the tree's")
            if word[2] in (3, 4) and about[5] != word[5]:
                faults.append(name + ": not by the counsel of the entry")
            if word[2] == 4 and word[4] not in (FOR_A_CADRE, ON_PAPER):
                faults.append(name + ": submitted in no known way")
            if word[2] == 4 and word[4] == ON_PAPER and not any(held[1] == "signed_page" for held in about[22] or []):
                faults.append(name + ": names no signed page")
            if word[2] == 2 and not any((one[2][2] == 1 or one[2][2] == 4 and one[2][4] == ON_PAPER) and other == "acts/" + word[4][0].hex() and one[2][3][0] == word[3][0] for other, one in acts.items()):
                faults.append(name + ": reviews no signature of this entry")
    order = lambda one: (one[3][0] if one[3] else 0, one[3][1] if one[3] else 0)
    devices = {}
    for one in sorted(acts.values(), key=order):
        devices.setdefault(one[2][8], []).append(one)
    for line in devices.values():
        at, named = {one[1][:6]: place for place, one in enumerate(line)}, set()
        for place, one in enumerate(line):
            previous = one[2][12]
            if previous is not None and (at.get(previous, -1) >= place or previous in named):
                entries[one[2][3][0]].append("acts/" + one[1].hex()[:32] + ": the order of the device's acts was changed")
            named.add(previous)
    for name, data in files.items():
        folder = name.split("/")[0]
        right = {"acts": True, "batches": True, "certificates": True, "attachments": name in contents, "contents": name in contents, "revocations": name[12:] == sm3(data).hex()[:32]}
        if name not in ("manifest", "root", "proofs", "roots") and not right.get(folder):
            told.append(name + ": needed by nothing")

    print("volume", "fails: " + "; ".join(told) if told else "holds")
    for entry, faults in sorted(entries.items()):
        print("entry", entry.hex(), "fails: " + "; ".join(faults) if faults else "holds")
    return 1 if told or any(entries.values()) else 0


def head(number):
    """A CBOR uint."""
    if number < 24:
        return bytes([number])
    size = next(size for size in (1, 2, 4, 8) if number < 1 << 8 * size)
    return bytes([{1: 24, 2: 25, 4: 26, 8: 27}[size]]) + number.to_bytes(size, "big")


if __name__ == "__main__":
    if len(sys.argv) != 3:
        sys.exit(__doc__)
    KEY = open(sys.argv[2]).read() if os.path.exists(sys.argv[2]) else sys.argv[2]
    try:
        CODE = main(sys.argv[1], bytes.fromhex(KEY.strip()))
    except (OSError, struct.error) as error:
        print(error, file=sys.stderr)
        CODE = 2
    except (ValueError, IndexError, KeyError, TypeError, AttributeError) as error:
        print("volume fails: something in it is not as specified:", repr(error))
        CODE = 1
    sys.exit(CODE)
