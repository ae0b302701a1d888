"""A worker that does nothing but keep the protocol of embedded/worker.py."""

import json
import os
import signal
import sys
import threading
from pathlib import Path

stopped = threading.Event()
signal.signal(signal.SIGTERM, lambda *_: stopped.set())
seen = {name: value for name, value in os.environ.items() if name.startswith(("JIELI_", "TEMPORAL_"))}
Path(sys.argv[1]).write_text(json.dumps({"environment": seen, "arguments": sys.argv}))
Path(os.environ["JIELI_READY_FILE"]).write_text(str(os.getpid()))
stopped.wait()
Path(sys.argv[1]).with_suffix(".ended").touch()
