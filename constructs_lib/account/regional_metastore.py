"""The metastore of a region."""

from collections.abc import Sequence

from cdktf import ITerraformDependable, TerraformProvider
from cdktf_cdktf_provider_databricks.data_databricks_metastore import DataDatabricksMetastore
from cdktf_cdktf_provider_databricks.metastore import Metastore
from constructs import Construct

from constructs_lib.place import Place


class RegionalMetastore(Construct):
    """The metastore of a region: a new one, the one with a known id, or the one that is found there.

    An account has at most one per region, and Databricks makes one by itself in accounts newer than November
    2023. A new one has no storage of its own: every catalogue brings its own, so that environments share none.

    `known_id` is that of one that is there. `look_up` asks Databricks for the one of the region.

    Attributes:
        metastore: The metastore, None where it is not made here.
        id: Its id.
    """

    def __init__(
        self,
        scope: Construct,
        id_: str,
        *,
        name: str,
        owner: str,
        known_id: str | None,
        look_up: bool,
        account: TerraformProvider,
        after: Sequence[ITerraformDependable],
    ) -> None:
        super().__init__(scope, id_)
        place = Place.of(scope)
        self.metastore: Metastore | None = None
        if known_id is not None:
            self.id = known_id
        elif look_up:
            found = DataDatabricksMetastore(self, "found", provider=account, region=place.region)
            self.id = found.metastore_info.metastore_id
        else:
            self.metastore = Metastore(
                self,
                "metastore",
                provider=account,
                name=name,
                region=place.region,
                owner=owner,
                force_destroy=False,
                lifecycle=place.protection.lifecycle,
                depends_on=after,
            )
            self.id = self.metastore.id
