"""The product in which test_access walks: one database, laid back to its first state before each endpoint."""

import shutil
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

from monitor.app import create_app
from monitor.db import db
from tests.fixtures import test_settings
from tests.views.access_walk import Product
from tests.views.access_world import make_world


def standing(folder: Path, migrated_file: Path) -> Iterator[Product]:
    database, untouched = folder / "live.sqlite3", folder / "untouched.sqlite3"
    shutil.copy(migrated_file, database)
    settings = replace(test_settings(folder, f"sqlite:///{database}"), metrics_local=True)
    app = create_app(settings)
    app.config["WTF_CSRF_ENABLED"] = False
    with app.app_context():
        world = make_world(db.session, settings=settings)
        db.session.commit()
    with app.app_context():
        db.engine.dispose()
    shutil.copy(database, untouched)
    yield Product(app, world, database, untouched)
    with app.app_context():
        db.engine.dispose()


def as_at_first(product: Product) -> Product:
    with product.app.app_context():
        db.engine.dispose()
    for journal in product.database.parent.glob(f"{product.database.name}-*"):
        journal.unlink()
    shutil.copy(product.untouched, product.database)
    return product
