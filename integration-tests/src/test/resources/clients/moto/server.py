"""moto's S3 on a port of the loopback interface, one request after another: by itself it looks whether
an object exists and creates it in two steps, between which another request may create it, too."""

import sys
import threading

from moto.server import DomainDispatcherApplication, create_backend_app
from werkzeug.serving import run_simple


class OneAfterAnother:
    def __init__(self, application):
        self.application = application
        self.lock = threading.Lock()

    def __call__(self, environment, start_response):
        with self.lock:
            return [b"".join(self.application(environment, start_response))]


run_simple(
    "127.0.0.1",
    int(sys.argv[1]),
    OneAfterAnother(DomainDispatcherApplication(create_backend_app)),
    threaded=True,
)
