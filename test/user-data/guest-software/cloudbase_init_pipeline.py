"""Runs cloudbase-init's own user-data plugin and prints what it did with each input.

Nothing is run: the operating system's layer records what it is asked to do.
Reads a JSON list of base64 texts from stdin, writes a JSON list of effects to
stdout. The arguments are the folders of its packages.
"""

import base64
import json
import logging
import os
import sys
import types

sys.path[:0] = sys.argv[1:]
sys.dont_write_bytecode = True

record = []
PLUGINS = "cloudbaseinit.plugins.common.userdataplugins."


def stub(name, **members):
    module = types.ModuleType(name)
    module.__dict__.update(members)
    sys.modules[name] = module
    parent, _, child = name.rpartition(".")
    if parent in sys.modules:
        setattr(sys.modules[parent], child, module)


def content_of(path):
    with open(path, "rb") as file:
        return base64.b64encode(file.read()).decode()


class OsUtils:
    """Windows, as far as user data reach it."""

    def execute_process(self, args, shell=False):
        record.append(["process", args[0] if len(args) > 1 else "cmd", content_of(args[-1])])
        return b"", b"", 0

    def execute_powershell_script(self, path, sysnative=True):
        record.append(["powershell", "64-bit" if sysnative else "32-bit", content_of(path)])
        return b"", b"", 0


logging.disable(logging.CRITICAL)
stub("oslo_log", log=types.SimpleNamespace(getLogger=logging.getLogger))
stub("oslo_log.log", getLogger=logging.getLogger)
stub(
    "cloudbaseinit.conf",
    CONF=types.SimpleNamespace(
        process_userdata=True,
        userdata_save_path=None,
        cloud_config_plugins=[],
        heat_config_dir="/nowhere",
        user_data_plugins=[
            PLUGINS + name
            for name in (
                "parthandler.PartHandlerPlugin",
                "cloudconfig.CloudConfigPlugin",
                "cloudboothook.CloudBootHookPlugin",
                "shellscript.ShellScriptPlugin",
                "multipartmixed.MultipartMixedPlugin",
                "heat.HeatPlugin",
            )
        ],
    ),
)
stub("cloudbaseinit.osutils")
stub("cloudbaseinit.osutils.factory", get_os_utils=OsUtils)
stub("cloudbaseinit.metadata")
stub("cloudbaseinit.metadata.services")
stub("cloudbaseinit.metadata.services.base", NotExistingMetadataException=LookupError)
stub("cloudbaseinit.plugins.common.userdataplugins.cloudconfigplugins")


class Sections(dict):
    """Stands for the plugins of cloud-config: each section is recorded."""

    def get(self, name, default=None):
        return lambda value: record.append(["section", name, repr(value)])


stub(
    "cloudbaseinit.plugins.common.userdataplugins.cloudconfigplugins.factory",
    PLUGINS={},
    load_plugins=Sections,
)

from cloudbaseinit.plugins.common import userdata  # noqa: E402
from cloudbaseinit.utils import classloader  # noqa: E402

classloader.ClassLoader.load_module = lambda _, path: record.append(["handler", "", content_of(path)])


class Service:
    """A metadata service whose data are already decompressed."""

    def __init__(self, data):
        self.data = data

    def get_decoded_user_data(self):
        return self.data

    def get_instance_data(self):
        return {"v1": {"local_hostname": "web"}}


def effects(blob):
    record.clear()
    try:
        userdata.UserDataPlugin().execute(Service(blob), None)
        return {"did": list(record)}
    except Exception as error:
        return {"aborted": type(error).__name__, "did": list(record)}


print(json.dumps([effects(base64.b64decode(text)) for text in json.load(sys.stdin)]))
