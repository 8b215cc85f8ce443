"""Runs cloud-init's own user-data pipeline and prints what it did with each input.

Nothing is run or fetched: boothooks, part handlers and includes are recorded
instead. Reads a JSON list of base64 texts from stdin, writes a JSON list of
effects to stdout. The first argument is the folder of cloud-init's packages.
"""

import base64
import json
import logging
import os
import shutil
import sys
import tempfile

sys.path.insert(0, sys.argv[1])
sys.dont_write_bytecode = True

from cloudinit import handlers, helpers, safeyaml, stages, subp, user_data, util  # noqa: E402
from cloudinit.settings import PER_INSTANCE  # noqa: E402

logging.disable(logging.CRITICAL)
record = {}


def no_subp(args, **_):
    record["ran"].append([os.path.basename(arg) for arg in args])
    return "", ""


class Response:
    code = 200
    contents = b"#cloud-config\nfetched: true\n"

    def ok(self):
        return True


def no_fetch(url, **_):
    record["fetched"].append(url)
    return Response()


class Handler:
    """Stands for the module of a part handler, whose code must not run here."""

    handler_version = 2
    frequency = PER_INSTANCE

    def list_types(self):
        return []

    def handle_part(self, *_):
        pass


def no_import(name, importing=handlers.importer.import_module):
    return Handler() if name.startswith("part-handler") else importing(name)


subp.subp = no_subp
user_data.read_file_or_url = no_fetch
handlers.importer.import_module = no_import
# Ownership and SELinux are the host's business.
util.chownbyname = lambda *_, **__: None


class Datasource:
    def get_instance_id(self):
        return "i-1"


class Init:
    """The part of stages.Init that its handlers look at."""

    _default_handlers = stages.Init._default_handlers
    _do_handlers = stages.Init._do_handlers

    def __init__(self, paths):
        self.paths = paths
        self.datasource = Datasource()

    def _get_ipath(self, name=None):
        return os.path.join(self.paths.cloud_dir, "instance", self.paths.lookups[name] if name else "")

    def cloudify(self):
        return None


class Paths(helpers.Paths):
    def get_ipath(self, name=None):
        return os.path.join(self.cloud_dir, "instance", self.lookups[name] if name else "")


def plain(value):
    """The value as JSON can carry it, whatever YAML made of keys and leaves."""
    if isinstance(value, dict):
        return {repr(key): plain(item) for key, item in value.items()}
    if isinstance(value, (list, tuple)):
        return [plain(item) for item in value]
    return repr(value)


def yaml_root(part):
    """What PyYAML makes of a part: the type of its root, or the error."""
    try:
        return type(safeyaml.load(util.fully_decoded_payload(part))).__name__
    except Exception as error:
        return "error: " + type(error).__name__


def effects(blob):
    record.update(ran=[], fetched=[])
    folder = tempfile.mkdtemp()
    try:
        run = os.path.join(folder, "run")
        os.makedirs(run)
        with open(os.path.join(run, "instance-data-sensitive.json"), "w") as file:
            json.dump({"v1": {"local_hostname": "web", "instance_id": "i-1"}, "ds": {}}, file)
        paths = Paths({"cloud_dir": os.path.join(folder, "cloud"), "run_dir": run})
        result = {}
        try:
            message = user_data.UserDataProcessor(paths).process(blob)
            parts = [part for part in message.walk() if part.get_content_maintype() != "multipart"]
            result["parts"] = [part.get_content_type() for part in parts]
            result["yaml"] = [
                yaml_root(part) for part in parts if part.get_content_type() == "text/cloud-config"
            ]
            init = Init(paths)
            init._do_handlers(message, init._default_handlers(), PER_INSTANCE)
        except Exception as error:
            result["aborted"] = type(error).__name__
        result.update(record)
        result["config"] = {}
        result["files"] = {}
        root = os.path.join(folder, "cloud")
        for place, _, names in sorted(os.walk(root)):
            for name in sorted(names):
                path = os.path.join(place, name)
                with open(path, "rb") as file:
                    content = file.read()
                if name == "cloud-config.txt":
                    result["config"] = plain(safeyaml.load(content) or {})
                else:
                    result["files"][os.path.relpath(path, root)] = base64.b64encode(content).decode()
        return result
    finally:
        shutil.rmtree(folder)


print(json.dumps([effects(base64.b64decode(text)) for text in json.load(sys.stdin)]))
