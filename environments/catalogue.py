"""Every environment, checked, in the order of deployment."""

from typing import Final

from environments import dev, local, prod, test
from environments.fleet import check_fleet

ENVIRONMENTS: Final = check_fleet((local.CONFIG, dev.CONFIG, test.CONFIG, prod.CONFIG))
