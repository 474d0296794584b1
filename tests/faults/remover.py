# Takes things out as `supportctl erase` does, for storms: reads commands from
# standard input, a line of JSON each, and answers "done".
#   {"what": "file", "log": ..., "n": ..., "file": ...}    one attachment
#   {"what": "conversation", "log": ..., "list": ..., "id": ..., "files": ...}
import fcntl, json, os, shutil, sys, zlib


def line(record):
    text = json.dumps(record, separators=(",", ":"), ensure_ascii=False)
    body = text[:-1].encode()
    return body + b',"c":"%08x"}\n' % zlib.crc32(body)


# Under the lock; gives the lines that were there.
def append(path, fields):
    fd = os.open(path, os.O_RDWR | os.O_APPEND)
    fcntl.flock(fd, fcntl.LOCK_EX)
    lines = open(path, "rb").read().splitlines(keepends=True)
    last = json.loads(lines[-1])
    os.write(fd, line({"n": last["n"] + 1, "t": last["t"], **fields}))
    os.fdatasync(fd)
    return fd, lines


# The target's bytes, at the same length.
def void(path, lines, n):
    offset = 0
    for old in lines:
        record = json.loads(old)
        if record["n"] == n:
            kept = {"n": n, "t": record["t"], "k": "void", "by": record["by"],
                    "x": ""}
            kept["x"] = "." * (len(old) - len(line(kept)))
            fd = os.open(path, os.O_WRONLY)
            os.pwrite(fd, line(kept), offset)
            os.fdatasync(fd)
            os.close(fd)
        offset += len(old)


def take_file(wish):
    fd, lines = append(wish["log"], {"k": "redact", "by": "s:ctl",
                                     "ref": wish["n"]})
    void(wish["log"], lines, wish["n"])
    os.unlink(wish["file"])
    os.close(fd)


def take_conversation(wish):
    fd = os.open(wish["log"], os.O_RDWR)
    fcntl.flock(fd, fcntl.LOCK_EX)
    os.close(append(wish["list"], {"k": "gone", "by": "s:ctl",
                                   "conversation": wish["id"]})[0])
    shutil.rmtree(wish["files"], ignore_errors=True)
    os.unlink(wish["log"])
    os.close(fd)


for command in sys.stdin:
    wish = json.loads(command)
    (take_file if wish["what"] == "file" else take_conversation)(wish)
    print("done", flush=True)
