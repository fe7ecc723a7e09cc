"""Who does things in tests of services, as the audit log names them."""

from typing import Final

from fleetsvc.services.audit.events import Actor

TESTER: Final = Actor("service", name="tester")
