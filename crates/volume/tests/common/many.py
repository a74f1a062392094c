"""Verifies volumes that come one after the other on standard input, each after its length in 8 bytes, with the second verifier
(first argument) under a root key (second argument). Answers each with the exit code, what would be printed, and `end`."""
import importlib.util
import sys

found = importlib.util.spec_from_file_location("verify", sys.argv[1])
verify = importlib.util.module_from_spec(found)
found.loader.exec_module(verify)
root_key, answers = bytes.fromhex(sys.argv[2]), {}
while length := sys.stdin.buffer.read(8):
    data = sys.stdin.buffer.read(int.from_bytes(length, "big"))
    code, lines = verify.verify(data, root_key, answers)
    print(code, *lines, "end", sep="\n", flush=True)
